package io.imagepeek.function.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import io.imagepeek.function.webhook.ImageParts.Part;
import io.imagepeek.json.JsonField;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * GitHub's webhook for packages: the events {@code registry_package} and {@code package}, which
 * differ in the name of one field (<a
 * href="https://docs.github.com/en/webhooks/webhook-events-and-payloads#registry_package">Webhook
 * events and payloads</a>). Only packages of the container registry are images. All other events,
 * such as the {@code ping} of a new webhook, are not images.
 */
final class GitHubParser implements WebhookParser {

  private static final String EVENT_HEADER = "X-GitHub-Event";
  private static final List<String> DELIVERY_HEADERS = List.of("X-GitHub-Delivery");
  private static final String REGISTRY_PACKAGE = "registry_package";
  private static final String PACKAGE = "package";
  private static final Set<String> PACKAGE_EVENTS = Set.of(REGISTRY_PACKAGE, PACKAGE);
  private static final Set<String> PUSHED = Set.of("published", "updated");
  private static final String DELETED = "deleted";
  private static final String DIGEST_PREFIX = "sha256:";

  /** The container registry, and the Docker registry of GitHub Enterprise Server. */
  private static final Set<String> IMAGES = Set.of("container", "docker");

  @Override
  public WebhookSource source() {
    return WebhookSource.GITHUB;
  }

  @Override
  public String example() {
    return "{\"action\": \"published\", \"registry_package\": {...}} or the same with \"package\"";
  }

  @Override
  public boolean recognises(JsonNode body, Function<String, @Nullable String> headers) {
    boolean isPing = body.has("zen") && body.has("hook_id");
    return headers.apply(EVENT_HEADER) != null || eventByFields(body) != null || isPing;
  }

  private static @Nullable String eventByFields(JsonNode body) {
    if (body.has(REGISTRY_PACKAGE)) {
      return REGISTRY_PACKAGE;
    }
    return body.has(PACKAGE) && body.has("action") ? PACKAGE : null;
  }

  @Override
  public void read(
      JsonField body, Function<String, @Nullable String> headers, PushedImages images) {
    String named = headers.apply(EVENT_HEADER);
    String event = named != null ? named : eventByFields(body.node());
    if (event == null || !PACKAGE_EVENTS.contains(event)) {
      return;
    }
    JsonField action = body.get("action");
    String word = action.text();
    JsonField packed = body.get(event);
    if (word.equals(DELETED) || !isImage(packed.get("package_type"))) {
      return;
    }
    if (!PUSHED.contains(word)) {
      throw KnownWords.unknown(action, List.of("published", "updated", DELETED));
    }
    ImageParts image = image(packed.get("package_version"));
    Optional<Instant> updatedAt = EventTime.optional(packed.get("updated_at"));
    images.add(image, id(headers, image, updatedAt), updatedAt);
  }

  private static boolean isImage(JsonField packageType) {
    return IMAGES.contains(packageType.text().toLowerCase(Locale.ROOT));
  }

  private static ImageParts image(JsonField version) {
    JsonField tag = version.get("container_metadata").get("tag");
    ImageParts named = ImageParts.of(version.get("package_url"));
    ImageParts image =
        new ImageParts(named.host(), lowerCase(named.repository()), named.tag(), named.digest())
            .with(ImageParts.part(tag.get("name")), digest(version, tag));
    if (image.tag().isEmpty() && image.digest().isEmpty()) {
      throw tag.get("digest").error("is missing, and so is a tag");
    }
    return image;
  }

  /**
   * The digest of the tag, which some events lack; else the version's name, which is the digest.
   */
  private static Optional<Part> digest(JsonField version, JsonField tag) {
    return ImageParts.part(tag.get("digest"))
        .or(
            () ->
                ImageParts.part(version.get("version"))
                    .filter(part -> part.text().startsWith(DIGEST_PREFIX)));
  }

  /** A path in the registry is in lower case, even if its owner's name is not. */
  private static Part lowerCase(Part repository) {
    return new Part(repository.text().toLowerCase(Locale.ROOT), repository.from());
  }

  private static String id(
      Function<String, @Nullable String> headers, ImageParts image, Optional<Instant> updatedAt) {
    return EventId.delivery(headers, DELIVERY_HEADERS)
        .orElseGet(
            () ->
                EventId.derived(
                    image.repository().text(),
                    image.tag().map(Part::text).orElse(""),
                    image.digest().map(Part::text).orElse(""),
                    updatedAt.map(Instant::toString).orElse("")));
  }
}
