package io.imagepeek.function.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import io.imagepeek.function.webhook.ImageParts.Part;
import io.imagepeek.json.JsonField;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Harbor's webhook in both of its formats, the default one and CloudEvents (<a
 * href="https://goharbor.io/docs/edge/working-with-projects/project-configuration/configure-webhooks/">Configure
 * Webhook Notifications</a>). Of its events only the push of an artifact counts. The event of a
 * replication does not name an image precisely; the target registry sends a push event of its own.
 */
final class HarborParser implements WebhookParser {

  private static final String TYPE = "type";
  private static final String PUSHED = "PUSH_ARTIFACT";

  /** The type in releases before 2.0. */
  private static final String IMAGE_PUSHED = "pushImage";

  private static final String EVENT_DATA = "event_data";
  private static final String CLOUD_EVENT_PREFIX = "harbor.";
  private static final String CLOUD_EVENT_PUSHED = CLOUD_EVENT_PREFIX + "artifact.pushed";

  private static final Set<String> OTHERS =
      Set.of(
          "PULL_ARTIFACT",
          "DELETE_ARTIFACT",
          "UPLOAD_CHART",
          "DOWNLOAD_CHART",
          "DELETE_CHART",
          "SCANNING_COMPLETED",
          "SCANNING_STOPPED",
          "SCANNING_FAILED",
          "QUOTA_EXCEED",
          "QUOTA_WARNING",
          "REPLICATION",
          "TAG_RETENTION");
  private static final Set<String> OLDER_OTHERS =
      Set.of(
          "pullImage",
          "deleteImage",
          "uploadChart",
          "downloadChart",
          "deleteChart",
          "scanningCompleted",
          "scanningFailed",
          "testEndpoint",
          "projectQuota",
          "replication");
  private static final Set<String> OTHER_CLOUD_EVENTS =
      Set.of(
          "harbor.artifact.pulled",
          "harbor.artifact.deleted",
          "harbor.scan.completed",
          "harbor.scan.stopped",
          "harbor.scan.failed",
          "harbor.quota.exceeded",
          "harbor.quota.warned",
          "harbor.replication.status.changed",
          "harbor.tag_retention.finished");

  @Override
  public WebhookSource source() {
    return WebhookSource.HARBOR;
  }

  @Override
  public String example() {
    return "{\"type\": \"PUSH_ARTIFACT\", \"event_data\": {...}}"
        + " or {\"type\": \"harbor.artifact.pushed\", \"data\": {...}}";
  }

  @Override
  public boolean recognises(JsonNode body, Function<String, @Nullable String> headers) {
    JsonNode type = body.path(TYPE);
    return type.isTextual()
        && (body.has(EVENT_DATA)
            || type.textValue().equals(PUSHED)
            || type.textValue().startsWith(CLOUD_EVENT_PREFIX));
  }

  @Override
  public void read(
      JsonField body, Function<String, @Nullable String> headers, PushedImages images) {
    JsonField named = body.get(TYPE);
    String type = named.text();
    if (type.equals(PUSHED) || type.equals(IMAGE_PUSHED)) {
      readDefault(body, images);
    } else if (type.equals(CLOUD_EVENT_PUSHED)) {
      readCloudEvent(body, images);
    } else if (type.startsWith(CLOUD_EVENT_PREFIX) && !OTHER_CLOUD_EVENTS.contains(type)) {
      throw KnownWords.unknown(named, with(CLOUD_EVENT_PUSHED, OTHER_CLOUD_EVENTS));
    } else if (!type.startsWith(CLOUD_EVENT_PREFIX)
        && !OTHERS.contains(type)
        && !OLDER_OTHERS.contains(type)) {
      throw KnownWords.unknown(named, with(PUSHED, OTHERS));
    }
  }

  private static Set<String> with(String pushed, Set<String> others) {
    Set<String> all = new HashSet<>(others);
    all.add(pushed);
    return all;
  }

  private static void readDefault(JsonField body, PushedImages images) {
    Instant occurredAt = EventTime.ofSeconds(body.get("occur_at"));
    images.each(
        body.get(EVENT_DATA).get("resources").elements(),
        resource -> {
          ImageParts image = image(resource);
          String id =
              EventId.derived(
                  String.valueOf(occurredAt.getEpochSecond()),
                  resource.get("resource_url").text(),
                  image.digest().map(Part::text).orElse(""));
          images.add(image, id, Optional.of(occurredAt));
        });
  }

  private static void readCloudEvent(JsonField body, PushedImages images) {
    String id = EventId.given(body.get("id"));
    Optional<Instant> occurredAt = EventTime.optional(body.get("time"));
    List<JsonField> resources = body.get("data").get("resources").elements();
    IntFunction<String> ids = i -> EventId.ofPart(id, i);
    images.each(
        resources,
        i -> Optional.of(ids.apply(i)),
        (resource, i) -> images.add(image(resource), ids.apply(i), occurredAt));
  }

  private static ImageParts image(JsonField resource) {
    JsonField tag = resource.get("tag");
    JsonField digest = resource.get("digest");
    String digestText = digest.text();
    // An artifact that is pushed without a tag has its digest as the tag.
    Optional<Part> realTag = ImageParts.part(tag).filter(part -> !part.text().equals(digestText));
    return ImageParts.of(resource.get("resource_url"))
        .with(realTag, Optional.of(new Part(digestText, digest)));
  }
}
