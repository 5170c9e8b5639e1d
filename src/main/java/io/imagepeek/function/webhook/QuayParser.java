package io.imagepeek.function.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.imagepeek.function.webhook.ImageParts.Part;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Quay's webhook (<a
 * href="https://docs.redhat.com/en/documentation/red_hat_quay/3/html/use_red_hat_quay/repository-notifications">Notifications
 * overview</a>). It names no event: what was pushed is told by its tags, what was built by its
 * digests, and the others by fields of their own.
 */
final class QuayParser implements WebhookParser {

  private static final String URL = "docker_url";
  private static final String TAGS = "updated_tags";
  private static final String DIGESTS = "manifest_digests";

  /** Of builds, of vulnerabilities, of a mirror's progress, of images that expire. */
  private static final List<String> OTHERS =
      List.of("build_id", "vulnerability", "vulnerabilities", "message", "expiring_in");

  @Override
  public WebhookSource sender() {
    return WebhookSource.QUAY;
  }

  @Override
  public String shape() {
    return "{\"docker_url\": \"...\", \"updated_tags\": [...]}";
  }

  @Override
  public boolean recognises(JsonNode body, Function<String, @Nullable String> headers) {
    return body.has(URL) || body.has(TAGS);
  }

  @Override
  public void read(
      PayloadField body, Function<String, @Nullable String> headers, PushedImages pushes) {
    PayloadField tags = body.in(TAGS);
    PayloadField digests = body.in(DIGESTS);
    if (tags.isPresent()) {
      ImageParts repository = ImageParts.of(body.in(URL));
      pushes.each(
          names(tags),
          tag ->
              add(
                  repository.with(Optional.of(new Part(tag.text(), tag)), Optional.empty()),
                  pushes));
    } else if (digests.isPresent()) {
      pushes.each(digests.elements(), image -> add(ImageParts.of(image), pushes));
    } else if (OTHERS.stream().noneMatch(body.node()::has)) {
      throw body.is(
          "has no shape that Quay is known to send; it has %s where something was pushed, else one of %s"
              .formatted(TAGS, String.join(", ", OTHERS)));
    }
  }

  /** Those of an array, or of an object by which older releases told what each stood for. */
  private static List<PayloadField> names(PayloadField tags) {
    if (!tags.node().isObject()) {
      return tags.elements();
    }
    Iterable<String> names = tags.node()::fieldNames;
    return StreamSupport.stream(names.spliterator(), false)
        .map(name -> new PayloadField(TextNode.valueOf(name), tags.path()))
        .toList();
  }

  private static void add(ImageParts image, PushedImages pushes) {
    String id =
        EventId.derived(
            image.host().text(),
            image.repository().text(),
            image.tag().map(Part::text).orElse(""),
            image.digest().map(Part::text).orElse(""));
    pushes.add(image, id, Optional.empty());
  }
}
