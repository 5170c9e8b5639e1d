package io.imagepeek.function.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import io.imagepeek.function.webhook.ImageParts.Part;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * zot's events, which are CloudEvents (<a
 * href="https://zotregistry.dev/latest/articles/events/">Event Support for zot</a>). Operators may
 * set what stands before their types. The registry is the event's source, where the operator has
 * set it; as it is by default it names none, and needs to be mapped.
 */
final class ZotParser implements WebhookParser {

  private static final String TYPE = "type";
  private static final String DATA = "data";
  private static final String NAMESPACE = "zotregistry.";
  private static final String UPDATED = "image.updated";
  private static final Set<String> TYPES =
      Set.of(UPDATED, "image.deleted", "image.lint_failed", "repository.created");

  @Override
  public WebhookSource sender() {
    return WebhookSource.ZOT;
  }

  @Override
  public String shape() {
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
      PayloadField body, Function<String, @Nullable String> headers, PushedImages pushes) {
    PayloadField type = body.in(TYPE);
    if (TYPES.stream().noneMatch(known -> type.text().endsWith("." + known))) {
      throw type.isNoneOf(TYPES);
    }
    if (type.text().endsWith("." + UPDATED)) {
      PayloadField data = body.in(DATA);
      PayloadField name = data.in("name");
      PayloadField digest = data.in("digest");
      String digestText = digest.text();
      // What was pushed without a tag is referred to by its digest.
      Optional<Part> tag =
          ImageParts.part(data.in("reference")).filter(part -> !part.text().equals(digestText));
      pushes.add(
          new ImageParts(
              host(body.in("source")),
              new Part(name.text(), name),
              tag,
              Optional.of(new Part(digestText, digest))),
          EventId.given(body.in("id")),
          body.in("time").optionalTime());
    }
  }

  /** The host of a URL, or what may be mapped to one. */
  private static Part host(PayloadField source) {
    return source.text().contains("://")
        ? ImageParts.hostOf(source)
        : new Part(source.text(), source);
  }
}
