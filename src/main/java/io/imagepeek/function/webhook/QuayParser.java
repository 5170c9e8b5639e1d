package io.imagepeek.function.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.imagepeek.function.webhook.ImageParts.Part;
import io.imagepeek.json.JsonField;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Quay's webhook (<a
 * href="https://docs.redhat.com/en/documentation/red_hat_quay/3/html/use_red_hat_quay/repository-notifications">Notifications
 * overview</a>). It has no type: a push has tags, a build has digests, and the other events have
 * fields of their own.
 */
final class QuayParser implements WebhookParser {

  private static final String URL = "docker_url";
  private static final String TAGS = "updated_tags";
  private static final String DIGESTS = "manifest_digests";

  /** Fields of builds, vulnerabilities, a mirror's progress, and images that expire. */
  private static final List<String> OTHERS =
      List.of("build_id", "vulnerability", "vulnerabilities", "message", "expiring_in");

  @Override
  public WebhookSource source() {
    return WebhookSource.QUAY;
  }

  @Override
  public String example() {
    return "{\"docker_url\": \"...\", \"updated_tags\": [...]}";
  }

  @Override
  public boolean recognises(JsonNode body, Function<String, @Nullable String> headers) {
    return body.has(URL) || body.has(TAGS);
  }

  @Override
  public void read(
      JsonField body, Function<String, @Nullable String> headers, PushedImages images) {
    JsonField tags = body.get(TAGS);
    JsonField digests = body.get(DIGESTS);
    if (tags.isPresent()) {
      ImageParts repository = ImageParts.of(body.get(URL));
      images.each(
          names(tags),
          tag ->
              add(
                  repository.with(Optional.of(new Part(tag.text(), tag)), Optional.empty()),
                  images));
    } else if (digests.isPresent()) {
      images.each(digests.elements(), image -> add(ImageParts.of(image), images));
    } else if (OTHERS.stream().noneMatch(body.node()::has)) {
      throw body.error(
          "is not a known event of Quay; a push has %s, other events have one of %s"
              .formatted(TAGS, String.join(", ", OTHERS)));
    }
  }

  /** The tags of an array, or the keys of the object that older releases send. */
  private static List<JsonField> names(JsonField tags) {
    if (!tags.node().isObject()) {
      return tags.elements();
    }
    Iterable<String> names = tags.node()::fieldNames;
    return StreamSupport.stream(names.spliterator(), false)
        .map(name -> tags.with(TextNode.valueOf(name)))
        .toList();
  }

  private static void add(ImageParts image, PushedImages images) {
    String id =
        EventId.derived(
            image.host().text(),
            image.repository().text(),
            image.tag().map(Part::text).orElse(""),
            image.digest().map(Part::text).orElse(""));
    images.add(image, id, Optional.empty());
  }
}
