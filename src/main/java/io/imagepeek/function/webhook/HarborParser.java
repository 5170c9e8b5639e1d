package io.imagepeek.function.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import io.imagepeek.function.webhook.ImageParts.Part;
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
 * Webhook Notifications</a>). Of its events only the push of an artifact counts. That of a
 * replication names no image precisely; what was replicated is pushed where it comes to, which is
 * told by itself.
 */
final class HarborParser implements WebhookParser {

  private static final String TYPE = "type";
  private static final String PUSHED = "PUSH_ARTIFACT";

  /** The word of releases before 2.0. */
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
  public WebhookSource sender() {
    return WebhookSource.HARBOR;
  }

  @Override
  public String shape() {
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
      PayloadField body, Function<String, @Nullable String> headers, PushedImages pushes) {
    PayloadField named = body.in(TYPE);
    String type = named.text();
    if (type.equals(PUSHED) || type.equals(IMAGE_PUSHED)) {
      readDefault(body, pushes);
    } else if (type.equals(CLOUD_EVENT_PUSHED)) {
      readCloudEvent(body, pushes);
    } else if (type.startsWith(CLOUD_EVENT_PREFIX) && !OTHER_CLOUD_EVENTS.contains(type)) {
      throw named.isNoneOf(with(CLOUD_EVENT_PUSHED, OTHER_CLOUD_EVENTS));
    } else if (!type.startsWith(CLOUD_EVENT_PREFIX)
        && !OTHERS.contains(type)
        && !OLDER_OTHERS.contains(type)) {
      throw named.isNoneOf(with(PUSHED, OTHERS));
    }
  }

  private static Set<String> with(String pushed, Set<String> others) {
    Set<String> all = new HashSet<>(others);
    all.add(pushed);
    return all;
  }

  private static void readDefault(PayloadField body, PushedImages pushes) {
    Instant occurredAt = body.in("occur_at").epochSeconds();
    pushes.each(
        body.in(EVENT_DATA).in("resources").elements(),
        resource -> {
          ImageParts image = image(resource);
          String id =
              EventId.derived(
                  String.valueOf(occurredAt.getEpochSecond()),
                  resource.in("resource_url").text(),
                  image.digest().map(Part::text).orElse(""));
          pushes.add(image, id, Optional.of(occurredAt));
        });
  }

  private static void readCloudEvent(PayloadField body, PushedImages pushes) {
    String id = EventId.given(body.in("id"));
    Optional<Instant> occurredAt = body.in("time").optionalTime();
    List<PayloadField> resources = body.in("data").in("resources").elements();
    IntFunction<String> ids = i -> EventId.ofPart(id, i);
    pushes.each(
        resources,
        i -> Optional.of(ids.apply(i)),
        (resource, i) -> pushes.add(image(resource), ids.apply(i), occurredAt));
  }

  private static ImageParts image(PayloadField resource) {
    PayloadField tag = resource.in("tag");
    PayloadField digest = resource.in("digest");
    String digestText = digest.text();
    // An artifact that is pushed without a tag has its digest in its place.
    Optional<Part> realTag = ImageParts.part(tag).filter(part -> !part.text().equals(digestText));
    return ImageParts.of(resource.in("resource_url"))
        .with(realTag, Optional.of(new Part(digestText, digest)));
  }
}
