package io.imagepeek.function.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import io.imagepeek.json.JsonField;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The events of Azure Container Registry as Event Grid delivers them, in its own schema and as
 * CloudEvents (<a
 * href="https://learn.microsoft.com/azure/event-grid/event-schema-container-registry">Azure
 * Container Registry as an Event Grid source</a>). Event Grid first validates the endpoint by an
 * event that has a code (<a
 * href="https://learn.microsoft.com/azure/event-grid/end-point-validation-event-grid-events-schema">Endpoint
 * validation with Event Grid event schema</a>). The response returns the code to every client that
 * may send push events. The validation URL of that event is never connected to.
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
  public WebhookSource source() {
    return WebhookSource.AZURE_EVENT_GRID;
  }

  @Override
  public String example() {
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
      JsonField body, Function<String, @Nullable String> headers, PushedImages images) {
    JsonField named = body.get(typeName(body.node()));
    // Samples of the documentation had it without the prefix.
    String type = named.text().contains(".") ? named.text() : REGISTRY + named.text();
    if (!TYPES.contains(type)) {
      throw KnownWords.unknown(named, TYPES);
    }
    JsonField data = body.get("data");
    if (type.equals(VALIDATION)) {
      images.validate(EventId.given(data.get("validationCode")));
    } else if (type.equals(PUSHED)) {
      JsonField time = body.get(body.node().has("eventTime") ? "eventTime" : "time");
      images.add(
          DistributionEvent.image(data), EventId.given(body.get("id")), EventTime.optional(time));
    }
  }
}
