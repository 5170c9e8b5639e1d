package io.imagepeek.function.push;

import com.fasterxml.jackson.databind.JsonNode;
import io.imagepeek.function.push.ImageParts.Part;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Harbor's webhook in both of its formats, the default one and structured CloudEvents (<a
 * href="https://goharbor.io/docs/edge/working-with-projects/project-configuration/configure-webhooks/">Configure
 * Webhook Notifications</a>). Of its events only the push of an artifact counts; a tag that is put
 * on an artifact in Harbor itself is no push.
 */
final class HarborAdapter implements Adapter {

  private static final String TYPE = "type";
  private static final String PUSHED = "PUSH_ARTIFACT";
  private static final String EVENT_DATA = "event_data";
  private static final String CLOUD_EVENT_PREFIX = "harbor.";
  private static final String CLOUD_EVENT_PUSHED = CLOUD_EVENT_PREFIX + "artifact.pushed";

  @Override
  public Sender sender() {
    return Sender.HARBOR;
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
  public void read(Field body, Function<String, @Nullable String> headers, Pushes pushes) {
    String type = body.in(TYPE).text();
    if (type.equals(PUSHED)) {
      readDefault(body, pushes);
    } else if (type.equals(CLOUD_EVENT_PUSHED)) {
      readCloudEvent(body, pushes);
    }
  }

  private static void readDefault(Field body, Pushes pushes) {
    Instant occurredAt = body.in("occur_at").epochSeconds();
    for (Field resource : body.in(EVENT_DATA).in("resources").elements()) {
      ImageParts image = image(resource);
      String id =
          EventId.derived(
              String.valueOf(occurredAt.getEpochSecond()),
              resource.in("resource_url").text(),
              image.digest().map(Part::text).orElse(""));
      pushes.add(image, id, Optional.of(occurredAt));
    }
  }

  private static void readCloudEvent(Field body, Pushes pushes) {
    String id = EventId.given(body.in("id"));
    Optional<Instant> occurredAt = body.in("time").optionalTime();
    List<Field> resources = body.in("data").in("resources").elements();
    for (int i = 0; i < resources.size(); i++) {
      pushes.add(image(resources.get(i)), EventId.ofPart(id, i), occurredAt);
    }
  }

  private static ImageParts image(Field resource) {
    Field tag = resource.in("tag");
    Field digest = resource.in("digest");
    String digestText = digest.text();
    // An artifact that is pushed without a tag has its digest in its place.
    Optional<Part> realTag = ImageParts.part(tag).filter(part -> !part.text().equals(digestText));
    return ImageParts.of(resource.in("resource_url"))
        .with(realTag, Optional.of(new Part(digestText, digest)));
  }
}
