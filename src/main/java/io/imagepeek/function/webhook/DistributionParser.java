package io.imagepeek.function.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import io.imagepeek.image.MediaTypes;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The envelope of the distribution project's registry, with events of pushes, pulls, mounts and
 * deletions, of manifests and of blobs (<a
 * href="https://distribution.github.io/distribution/about/notifications/">Work with
 * notifications</a>). GitLab's container registry sends the same, and tells of repositories that
 * were renamed besides (<a
 * href="https://docs.gitlab.com/administration/packages/container_registry/#configure-container-registry-notifications">Configure
 * container registry notifications</a>).
 */
final class DistributionParser implements WebhookParser {

  private static final String EVENTS = "events";
  private static final String PUSH = "push";
  private static final Set<String> ACTIONS = Set.of(PUSH, "pull", "mount", "delete", "rename");

  @Override
  public WebhookSource sender() {
    return WebhookSource.DISTRIBUTION;
  }

  @Override
  public String shape() {
    return "{\"events\": [...]}";
  }

  @Override
  public boolean recognises(JsonNode body, Function<String, @Nullable String> headers) {
    return body.path(EVENTS).isArray();
  }

  @Override
  public void read(
      PayloadField body, Function<String, @Nullable String> headers, PushedImages pushes) {
    pushes.each(body.in(EVENTS).elements(), event -> read(event, pushes));
  }

  private static void read(PayloadField event, PushedImages pushes) {
    PayloadField action = event.in("action");
    if (!ACTIONS.contains(action.text())) {
      throw action.isNoneOf(ACTIONS);
    }
    if (action.text().equals(PUSH) && isManifest(event.in("target").in("mediaType"))) {
      pushes.add(
          DistributionEvent.image(event),
          EventId.given(event.in("id")),
          event.in("timestamp").optionalTime());
    }
  }

  /** Blobs may come without a type; manifests never do. */
  private static boolean isManifest(PayloadField mediaType) {
    return mediaType.optionalText().filter(MediaTypes.MANIFEST_ACCEPT::contains).isPresent();
  }
}
