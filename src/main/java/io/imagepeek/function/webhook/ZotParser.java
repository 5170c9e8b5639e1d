package io.imagepeek.function.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import io.imagepeek.function.webhook.ImageParts.Part;
import io.imagepeek.json.JsonField;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * zot's events, which are CloudEvents (<a
 * href="https://zotregistry.dev/latest/articles/events/">Event Support for zot</a>). Operators may
 * set a prefix of the types. The registry is the event's source, if the operator has set it. The
 * default source is not a registry, and must be mapped.
 */
final class ZotParser implements WebhookParser {

  private static final String TYPE = "type";
  private static final String DATA = "data";
  private static final String NAMESPACE = "zotregistry.";
  private static final String UPDATED = "image.updated";
  private static final Set<String> TYPES =
      Set.of(UPDATED, "image.deleted", "image.lint_failed", "repository.created");

  @Override
  public WebhookSource source() {
    return WebhookSource.ZOT;
  }

  @Override
  public String example() {
    return "{\"type\": \"zotregistry.image.updated\", \"source\": \"...\", \"data\": {...}}";
  }

  @Override
  public boolean recognises(JsonNode body, Function<String, @Nullable String> headers) {
    String type = body.path(TYPE).asText("");
    return type.startsWith(NAMESPACE)
        || (body.has("specversion")
            && body.path(DATA).has("name")
            && TYPES.stream().anyMatch(known -> type.endsWith("." + known)));
  }

  @Override
  public void read(
      JsonField body, Function<String, @Nullable String> headers, PushedImages images) {
    JsonField type = body.get(TYPE);
    if (TYPES.stream().noneMatch(known -> type.text().endsWith("." + known))) {
      throw KnownWords.unknown(type, TYPES);
    }
    if (type.text().endsWith("." + UPDATED)) {
      JsonField data = body.get(DATA);
      JsonField name = data.get("name");
      JsonField digest = data.get("digest");
      String digestText = digest.text();
      // An image that was pushed without a tag has its digest as the reference.
      Optional<Part> tag =
          ImageParts.part(data.get("reference")).filter(part -> !part.text().equals(digestText));
      images.add(
          new ImageParts(
              host(body.get("source")),
              new Part(name.text(), name),
              tag,
              Optional.of(new Part(digestText, digest))),
          EventId.given(body.get("id")),
          EventTime.optional(body.get("time")));
    }
  }

  /** The host of a URL, or a name that may be mapped to a host. */
  private static Part host(JsonField source) {
    return source.text().contains("://")
        ? ImageParts.hostOf(source)
        : new Part(source.text(), source);
  }
}
