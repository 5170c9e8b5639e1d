package io.imagepeek.function.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import io.imagepeek.function.webhook.ImageParts.Part;
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
 * package). They send GitHub's headers, too, and name the event like GitHub, which is why they are
 * asked for before it. Only packages of the container registry are images; all other events tell of
 * no push of one.
 */
final class GiteaParser implements WebhookParser {

  private static final List<String> EVENT_HEADERS = List.of("X-Gitea-Event", "X-Forgejo-Event");
  private static final List<String> DELIVERY_HEADERS =
      List.of("X-Gitea-Delivery", "X-Forgejo-Delivery");
  private static final String PACKAGE = "package";
  private static final String CREATED = "created";
  private static final Set<String> ACTIONS = Set.of(CREATED, "deleted");

  @Override
  public WebhookSource sender() {
    return WebhookSource.GITEA;
  }

  @Override
  public String shape() {
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
      PayloadField body, Function<String, @Nullable String> headers, PushedImages pushes) {
    if (!event(headers).orElse(PACKAGE).equals(PACKAGE)) {
      return;
    }
    PayloadField packed = body.in(PACKAGE);
    if (!packed.in("type").text().equals("container")) {
      return;
    }
    PayloadField action = body.in("action");
    if (!ACTIONS.contains(action.text())) {
      throw action.isNoneOf(ACTIONS);
    }
    if (action.text().equals(CREATED)) {
      ImageParts image = image(packed);
      Optional<Instant> createdAt = packed.in("created_at").optionalTime();
      String id =
          EventId.delivery(headers, DELIVERY_HEADERS)
              .orElseGet(
                  () ->
                      EventId.derived(
                          image.host().text(),
                          image.repository().text(),
                          packed.in("version").text(),
                          createdAt.map(Instant::toString).orElse("")));
      pushes.add(image, id, createdAt);
    }
  }

  /** Its version is a tag, or the digest of what was pushed without one. */
  private static ImageParts image(PayloadField packed) {
    PayloadField owner = packed.in("owner").in("login");
    PayloadField name = packed.in("name");
    PayloadField version = packed.in("version");
    Optional<Part> said = Optional.of(new Part(version.text(), version));
    boolean isDigest = version.text().indexOf(':') >= 0;
    return new ImageParts(
        ImageParts.hostOf(packed.in("html_url")),
        // A path in the registry is in lower case, also where its owner's name is not.
        new Part((owner.text() + "/" + name.text()).toLowerCase(Locale.ROOT), name),
        isDigest ? Optional.empty() : said,
        isDigest ? said : Optional.empty());
  }
}
