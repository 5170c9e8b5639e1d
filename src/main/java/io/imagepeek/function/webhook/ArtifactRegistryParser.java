package io.imagepeek.function.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
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
  public WebhookSource sender() {
    return WebhookSource.GOOGLE_ARTIFACT_REGISTRY;
  }

  @Override
  public String shape() {
    return "{\"message\": {\"data\": \"...\", \"messageId\": \"...\"}, \"subscription\": \"...\"}";
  }

  @Override
  public boolean recognises(JsonNode body, Function<String, @Nullable String> headers) {
    JsonNode message = body.path(MESSAGE);
    return message.isObject() && (message.has(DATA) || body.has("subscription"));
  }

  @Override
  public void read(
      PayloadField body, Function<String, @Nullable String> headers, PushedImages pushes) {
    PayloadField message = body.in(MESSAGE);
    PayloadField data = unpacked(message.in(DATA));
    PayloadField action = data.in("action");
    if (!ACTIONS.contains(action.text())) {
      throw action.isNoneOf(ACTIONS);
    }
    if (!action.text().equals(INSERTED)) {
      return;
    }
    String id = EventId.given(eitherOf(message, "messageId", "message_id"));
    Optional<Instant> publishedAt = eitherOf(message, "publishTime", "publish_time").optionalTime();
    pushes.add(image(data), id, publishedAt);
  }

  private PayloadField unpacked(PayloadField data) {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(data.text());
    } catch (IllegalArgumentException malformed) {
      throw data.is("is not base64");
    }
    try {
      JsonNode unpacked = json.apply(bytes);
      if (unpacked.isObject()) {
        return new PayloadField(unpacked, data.path());
      }
    } catch (InvalidInspectParameters invalid) {
      throw data.is(invalid.error().replaceFirst("^request: ", ""));
    }
    throw data.is("must be a JSON object in base64");
  }

  /** An upload is told of by its digest, a tag by both; each is the whole name. */
  private static ImageParts image(PayloadField data) {
    PayloadField digest = data.in("digest");
    PayloadField tag = data.in("tag");
    Optional<ImageParts> byDigest = named(digest);
    Optional<ImageParts> byTag = named(tag);
    byDigest
        .filter(name -> name.digest().isEmpty())
        .ifPresent(
            name -> {
              throw digest.is("must be host/repository@digest");
            });
    byTag
        .filter(name -> name.tag().isEmpty())
        .ifPresent(
            name -> {
              throw tag.is("must be host/repository:tag");
            });
    ImageParts image =
        byDigest.or(() -> byTag).orElseThrow(() -> digest.is("is missing, and so is a tag"));
    if (byTag.isEmpty()) {
      return image;
    }
    if (!isSameRepository(image, byTag.get())) {
      throw tag.is("is of another repository than the digest");
    }
    return image.with(byTag.get().tag(), Optional.empty());
  }

  private static Optional<ImageParts> named(PayloadField field) {
    return field.optionalText().map(text -> ImageParts.of(field));
  }

  private static boolean isSameRepository(ImageParts one, ImageParts other) {
    return one.host().text().equals(other.host().text())
        && one.repository().text().equals(other.repository().text());
  }

  private static PayloadField eitherOf(PayloadField message, String name, String olderName) {
    PayloadField field = message.in(name);
    PayloadField older = message.in(olderName);
    return !field.isPresent() && older.isPresent() ? older : field;
  }
}
