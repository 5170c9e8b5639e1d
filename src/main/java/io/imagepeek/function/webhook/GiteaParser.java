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
 * Gitea's and Forgejo's webhook for packages (<a
 * href="https://docs.gitea.com/usage/webhooks">Webhooks</a>; the fields are those of their API's
 * package). They also send GitHub's headers, with an event of the same name, so this parser comes
 * before GitHub's. Only packages of the container registry are images. All other events are not
 * images.
 */
final class GiteaParser implements WebhookParser {

  private static final List<String> EVENT_HEADERS = List.of("X-Gitea-Event", "X-Forgejo-Event");
  private static final List<String> DELIVERY_HEADERS =
      List.of("X-Gitea-Delivery", "X-Forgejo-Delivery");
  private static final String PACKAGE = "package";
  private static final String CREATED = "created";
  private static final Set<String> ACTIONS = Set.of(CREATED, "deleted");

  @Override
  public WebhookSource source() {
    return WebhookSource.GITEA;
  }

  @Override
  public String example() {
    return "{\"action\": \"created\", \"package\": {\"type\": \"container\", ...}}";
  }

  @Override
  public boolean recognises(JsonNode body, Function<String, @Nullable String> headers) {
    JsonNode packed = body.path(PACKAGE);
    return event(headers).isPresent()
        || (body.has("action") && packed.path("type").isTextual() && packed.has("version"));
  }

  private static Optional<String> event(Function<String, @Nullable String> headers) {
    return EVENT_HEADERS.stream()
        .map(name -> Optional.ofNullable(headers.apply(name)))
        .flatMap(Optional::stream)
        .findFirst();
  }

  @Override
  public void read(
      JsonField body, Function<String, @Nullable String> headers, PushedImages images) {
    if (!event(headers).orElse(PACKAGE).equals(PACKAGE)) {
      return;
    }
    JsonField packed = body.get(PACKAGE);
    if (!packed.get("type").text().equals("container")) {
      return;
    }
    if (KnownWords.require(body.get("action"), ACTIONS).equals(CREATED)) {
      ImageParts image = image(packed);
      Optional<Instant> createdAt = EventTime.optional(packed.get("created_at"));
      String id =
          EventId.delivery(headers, DELIVERY_HEADERS)
              .orElseGet(
                  () ->
                      EventId.derived(
                          image.host().text(),
                          image.repository().text(),
                          packed.get("version").text(),
                          createdAt.map(Instant::toString).orElse("")));
      images.add(image, id, createdAt);
    }
  }

  /** The version is a tag, or the digest of an image that was pushed without a tag. */
  private static ImageParts image(JsonField packed) {
    JsonField owner = packed.get("owner").get("login");
    JsonField name = packed.get("name");
    JsonField version = packed.get("version");
    Optional<Part> part = Optional.of(new Part(version.text(), version));
    boolean isDigest = version.text().indexOf(':') >= 0;
    return new ImageParts(
        ImageParts.hostOf(packed.get("html_url")),
        // A path in the registry is in lower case, even if its owner's name is not.
        new Part((owner.text() + "/" + name.text()).toLowerCase(Locale.ROOT), name),
        isDigest ? Optional.empty() : part,
        isDigest ? part : Optional.empty());
  }
}
