package io.imagepeek.function.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.TextNode;
import io.imagepeek.image.Digest;
import io.imagepeek.image.DigestAlgorithm;
import io.imagepeek.json.JsonErrors;
import io.imagepeek.json.JsonField;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The ids of events. */
final class EventId {

  private static final int MAX_LENGTH = 256;

  private EventId() {}

  /**
   * The source's own id. It becomes part of the result's event, so it must be visible and short.
   */
  static String given(JsonField field) {
    String id = field.text();
    if (!isVisibleAndShort(id)) {
      throw field.error("must be 1 to " + MAX_LENGTH + " visible ASCII characters");
    }
    return id;
  }

  /**
   * The id of a delivery, which its repetition keeps. It is empty where none of the headers is
   * there: some forwarders drop them.
   */
  static Optional<String> delivery(Function<String, @Nullable String> headers, List<String> names) {
    for (String name : names) {
      String delivery = headers.apply(name);
      if (delivery != null) {
        return Optional.of(
            given(new JsonField(TextNode.valueOf(delivery), name, JsonErrors.INVALID_REQUEST)));
      }
    }
    return Optional.empty();
  }

  /** The source's own id of an entry that could not be read, if the id itself can. */
  static Optional<String> of(JsonField entry) {
    return Optional.ofNullable(entry.node().path("id").textValue())
        .filter(EventId::isVisibleAndShort);
  }

  private static boolean isVisibleAndShort(String id) {
    return !id.isEmpty()
        && id.length() <= MAX_LENGTH
        && id.chars().allMatch(c -> c > ' ' && c < 0x7f);
  }

  /** The id of one of several images in one event. The first has the event's own id. */
  static String ofPart(String id, int index) {
    String own = index == 0 ? id : id + "/" + index;
    return own.length() <= MAX_LENGTH ? own : derived(own);
  }

  /** An id for an event that has none. Equal values have the same id. */
  static String derived(String... values) {
    // No value has a control character: each is part of an image's name.
    byte[] bytes = String.join("\0", values).getBytes(UTF_8);
    return Digest.of(DigestAlgorithm.SHA256, bytes).hex();
  }
}
