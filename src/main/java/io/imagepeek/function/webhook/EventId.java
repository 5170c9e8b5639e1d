package io.imagepeek.function.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.TextNode;
import io.imagepeek.image.Digest;
import io.imagepeek.image.DigestAlgorithm;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The ids that events are known by. */
final class EventId {

  private static final int MAX_LENGTH = 256;

  private EventId() {}

  /** The sender's own id; it becomes part of what is sent on, so it must be visible and short. */
  static String given(PayloadField field) {
    String id = field.text();
    if (!isVisibleAndShort(id)) {
      throw field.is("must be 1 to " + MAX_LENGTH + " visible ASCII characters");
    }
    return id;
  }

  /**
   * The id of a delivery, which one that is repeated keeps; empty where none of the headers came,
   * as not all who forward a notice keep its headers.
   */
  static Optional<String> delivery(Function<String, @Nullable String> headers, List<String> names) {
    for (String name : names) {
      String delivery = headers.apply(name);
      if (delivery != null) {
        return Optional.of(given(new PayloadField(TextNode.valueOf(delivery), name)));
      }
    }
    return Optional.empty();
  }

  /** The sender's own id of something that could not be read, where at least this can. */
  static Optional<String> of(PayloadField entry) {
    return Optional.ofNullable(entry.node().path("id").textValue())
        .filter(EventId::isVisibleAndShort);
  }

  private static boolean isVisibleAndShort(String id) {
    return !id.isEmpty()
        && id.length() <= MAX_LENGTH
        && id.chars().allMatch(c -> c > ' ' && c < 0x7f);
  }

  /** The id of one of several that are told in one event: the first has the event's own. */
  static String ofPart(String id, int index) {
    String own = index == 0 ? id : id + "/" + index;
    return own.length() <= MAX_LENGTH ? own : derived(own);
  }

  /** An id for an event that has none: the same whenever it says the same. */
  static String derived(String... said) {
    // No control character is in what is said in the end: all of it is part of an image's name.
    byte[] bytes = String.join("\0", said).getBytes(UTF_8);
    return Digest.of(DigestAlgorithm.SHA256, bytes).hex();
  }
}
