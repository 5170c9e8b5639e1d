package io.imagepeek.function.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The events of Azure Container Registry as Event Grid delivers them, in its own schema and as
 * CloudEvents (<a
 * href="https://learn.microsoft.com/azure/event-grid/event-schema-container-registry">Azure
 * Container Registry as an Event Grid source</a>). Event Grid asks first whether its events are
 * wanted, by one that has a code (<a
 * href="https://learn.microsoft.com/azure/event-grid/end-point-validation-event-grid-events-schema">Endpoint
 * validation with Event Grid event schema</a>): whoever may send notices gets it back, and nothing
 * of what it says is connected to.
 */
final class AzureEventGridParser implements WebhookParser {

  private static final String REGISTRY = "Microsoft.ContainerRegistry.";
  private static final String SUBSCRIPTION = "Microsoft.EventGrid.Subscription";
  private static final String VALIDATION = SUBSCRIPTION + "ValidationEvent";
  private static final String PUSHED = REGISTRY + "ImagePushed";
  private static final Set<String> TYPES =
      Set.of(
          PUSHED,
          REGISTRY + "ImageDeleted",
          REGISTRY + "ChartPushed",
          REGISTRY + "ChartDeleted",
          VALIDATION,
          SUBSCRIPTION + "DeletedEvent");

  @Override
  public WebhookSource sender() {
    return WebhookSource.AZURE_EVENT_GRID;
  }

  @Override
  public String shape() {
    return "[{\"eventType\": \"Microsoft.ContainerRegistry.ImagePushed\", \"data\": {...}}]"
        + " or {\"type\": \"Microsoft.ContainerRegistry.ImagePushed\", \"data\": {...}}";
  }

  @Override
  public boolean recognises(JsonNode body, Function<String, @Nullable String> headers) {
    String type = body.path(typeName(body)).asText("");
    return type.startsWith(REGISTRY)
        || type.startsWith(SUBSCRIPTION)
        || body.path("topic")
            .asText("")
            .toLowerCase(Locale.ROOT)
            .contains("/providers/microsoft.containerregistry/");
  }

  private static String typeName(JsonNode body) {
    return body.has("eventType") ? "eventType" : "type";
  }

  @Override
  public void read(
      PayloadField body, Function<String, @Nullable String> headers, PushedImages pushes) {
    PayloadField named = body.in(typeName(body.node()));
    // Samples of its documentation have had it without what stands before it elsewhere.
    String type = named.text().contains(".") ? named.text() : REGISTRY + named.text();
    if (!TYPES.contains(type)) {
      throw named.isNoneOf(TYPES);
    }
    PayloadField data = body.in("data");
    if (type.equals(VALIDATION)) {
      pushes.validate(EventId.given(data.in("validationCode")));
    } else if (type.equals(PUSHED)) {
      PayloadField time = body.in(body.node().has("eventTime") ? "eventTime" : "time");
      pushes.add(DistributionEvent.image(data), EventId.given(body.in("id")), time.optionalTime());
    }
  }
}
