package io.imagepeek.function.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import io.imagepeek.json.JsonField;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The webhook of Azure Container Registry: one event of distribution's form without an envelope (<a
 * href="https://learn.microsoft.com/azure/container-registry/container-registry-webhook-reference">Azure
 * Container Registry webhook reference</a>).
 */
final class AzureWebhookParser implements WebhookParser {

  private static final String ACTION = "action";
  private static final String PUSH = "push";
  private static final String PING = "ping";
  private static final Set<String> ACTIONS =
      Set.of(PUSH, "delete", "chart_push", "chart_delete", PING);

  @Override
  public WebhookSource source() {
    return WebhookSource.AZURE_WEBHOOK;
  }

  @Override
  public String example() {
    return "{\"action\": \"push\", \"timestamp\": \"...\", \"target\": {...}, \"request\": {...}}";
  }

  @Override
  public boolean recognises(JsonNode body, Function<String, @Nullable String> headers) {
    return body.path(ACTION).isTextual()
        && body.path("timestamp").isTextual()
        && (body.has("target") || body.path(ACTION).textValue().equals(PING));
  }

  @Override
  public void read(
      JsonField body, Function<String, @Nullable String> headers, PushedImages images) {
    if (KnownWords.require(body.get(ACTION), ACTIONS).equals(PUSH)) {
      images.add(
          DistributionEvent.image(body),
          EventId.given(body.get("id")),
          EventTime.optional(body.get("timestamp")));
    }
  }
}
