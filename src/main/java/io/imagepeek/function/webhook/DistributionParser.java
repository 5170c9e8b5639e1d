package io.imagepeek.function.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import io.imagepeek.image.MediaTypes;
import io.imagepeek.json.JsonField;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The envelope of the distribution project's registry, with events of pushes, pulls, mounts and
 * deletions, of manifests and of blobs (<a
 * href="https://distribution.github.io/distribution/about/notifications/">Work with
 * notifications</a>). GitLab's container registry sends the same, and also events of renamed
 * repositories (<a
 * href="https://docs.gitlab.com/administration/packages/container_registry/#configure-container-registry-notifications">Configure
 * container registry notifications</a>).
 */
final class DistributionParser implements WebhookParser {

  private static final String EVENTS = "events";
  private static final String PUSH = "push";
  private static final Set<String> ACTIONS = Set.of(PUSH, "pull", "mount", "delete", "rename");

  @Override
  public WebhookSource source() {
    return WebhookSource.DISTRIBUTION;
  }

  @Override
  public String example() {
    return "{\"events\": [...]}";
  }

  @Override
  public boolean recognises(JsonNode body, Function<String, @Nullable String> headers) {
    return body.path(EVENTS).isArray();
  }

  @Override
  public void read(
      JsonField body, Function<String, @Nullable String> headers, PushedImages images) {
    images.each(body.get(EVENTS).elements(), event -> read(event, images));
  }

  private static void read(JsonField event, PushedImages images) {
    String action = KnownWords.require(event.get("action"), ACTIONS);
    if (action.equals(PUSH) && isManifest(event.get("target").get("mediaType"))) {
      images.add(
          DistributionEvent.image(event),
          EventId.given(event.get("id")),
          EventTime.optional(event.get("timestamp")));
    }
  }

  /** Blobs may come without a type; manifests never do. */
  private static boolean isManifest(JsonField mediaType) {
    return mediaType.optionalText().filter(MediaTypes.MANIFEST_ACCEPT::contains).isPresent();
  }
}
