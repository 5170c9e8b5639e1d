package io.imagepeek.function.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import io.imagepeek.json.JsonField;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Google Artifact Registry's notifications, for {@code pkg.dev} and {@code gcr.io} names alike (<a
 * href="https://cloud.google.com/artifact-registry/docs/configure-notifications">Configuring
 * Pub/Sub notifications</a>), as a push subscription of Pub/Sub wraps them (<a
 * href="https://cloud.google.com/pubsub/docs/push">Push subscriptions</a>).
 */
final class ArtifactRegistryParser implements WebhookParser {

  private static final String MESSAGE = "message";
  private static final String DATA = "data";
  private static final String INSERTED = "INSERT";
  private static final Set<String> ACTIONS = Set.of(INSERTED, "DELETE");

  private final Function<byte[], JsonNode> json;

  ArtifactRegistryParser(Function<byte[], JsonNode> json) {
    this.json = json;
  }

  @Override
  public WebhookSource source() {
    return WebhookSource.GOOGLE_ARTIFACT_REGISTRY;
  }

  @Override
  public String example() {
    return "{\"message\": {\"data\": \"...\", \"messageId\": \"...\"}, \"subscription\": \"...\"}";
  }

  @Override
  public boolean recognises(JsonNode body, Function<String, @Nullable String> headers) {
    JsonNode message = body.path(MESSAGE);
    return message.isObject() && (message.has(DATA) || body.has("subscription"));
  }

  @Override
  public void read(
      JsonField body, Function<String, @Nullable String> headers, PushedImages images) {
    JsonField message = body.get(MESSAGE);
    JsonField data = unpacked(message.get(DATA));
    if (!KnownWords.require(data.get("action"), ACTIONS).equals(INSERTED)) {
      return;
    }
    String id = EventId.given(eitherOf(message, "messageId", "message_id"));
    Optional<Instant> publishedAt =
        EventTime.optional(eitherOf(message, "publishTime", "publish_time"));
    images.add(image(data), id, publishedAt);
  }

  private JsonField unpacked(JsonField data) {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(data.text());
    } catch (IllegalArgumentException malformed) {
      throw data.error("is not base64");
    }
    try {
      JsonNode unpacked = json.apply(bytes);
      if (unpacked.isObject()) {
        return data.with(unpacked);
      }
    } catch (InvalidInspectParameters invalid) {
      throw data.error(invalid.error().replaceFirst("^request: ", ""));
    }
    throw data.error("must be a JSON object in base64");
  }

  /** The event of an upload has a digest, that of a tag has both. Each is the whole name. */
  private static ImageParts image(JsonField data) {
    JsonField digest = data.get("digest");
    JsonField tag = data.get("tag");
    Optional<ImageParts> byDigest = named(digest);
    Optional<ImageParts> byTag = named(tag);
    byDigest
        .filter(name -> name.digest().isEmpty())
        .ifPresent(
            name -> {
              throw digest.error("must be host/repository@digest");
            });
    byTag
        .filter(name -> name.tag().isEmpty())
        .ifPresent(
            name -> {
              throw tag.error("must be host/repository:tag");
            });
    ImageParts image =
        byDigest.or(() -> byTag).orElseThrow(() -> digest.error("is missing, and so is a tag"));
    if (byTag.isEmpty()) {
      return image;
    }
    if (!isSameRepository(image, byTag.get())) {
      throw tag.error("is of another repository than the digest");
    }
    return image.with(byTag.get().tag(), Optional.empty());
  }

  private static Optional<ImageParts> named(JsonField field) {
    return field.optionalText().filter(text -> !text.isEmpty()).map(text -> ImageParts.of(field));
  }

  private static boolean isSameRepository(ImageParts one, ImageParts other) {
    return one.host().text().equals(other.host().text())
        && one.repository().text().equals(other.repository().text());
  }

  private static JsonField eitherOf(JsonField message, String name, String olderName) {
    JsonField field = message.get(name);
    JsonField older = message.get(olderName);
    return !field.isPresent() && older.isPresent() ? older : field;
  }
}
