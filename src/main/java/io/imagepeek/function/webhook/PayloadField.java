package io.imagepeek.function.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import io.imagepeek.image.Quoted;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A place in a notice. Null and what is not there are the same.
 *
 * @param path what errors call it, for instance {@code events[2].target.repository}
 */
record PayloadField(JsonNode node, String path) {

  /** The end of the year 9999, in seconds since 1970: no later time can be written. */
  private static final long LAST_SECOND = 253_402_300_799L;

  static PayloadField root(JsonNode body) {
    return new PayloadField(body, "");
  }

  /** The field of that name; this must be an object, if it is there at all. */
  PayloadField in(String name) {
    if (isPresent() && !node.isObject()) {
      throw is("must be an object");
    }
    return new PayloadField(node.path(name), path.isEmpty() ? name : path + "." + name);
  }

  boolean isPresent() {
    return !node.isMissingNode() && !node.isNull();
  }

  List<PayloadField> elements() {
    require(node.isArray(), "must be an array");
    Iterator<JsonNode> each = node.elements();
    return IntStream.range(0, node.size())
        .mapToObj(i -> new PayloadField(each.next(), path + "[" + i + "]"))
        .toList();
  }

  /** A string that is not empty. */
  String text() {
    require(node.isTextual(), "must be a string");
    if (node.textValue().isEmpty()) {
      throw is("is empty");
    }
    return node.textValue();
  }

  /** A string; senders that have nothing to say leave it out, or empty. */
  Optional<String> optionalText() {
    if (!isPresent()) {
      return Optional.empty();
    }
    require(node.isTextual(), "must be a string");
    return Optional.of(node.textValue()).filter(value -> !value.isEmpty());
  }

  /**
   * A time of RFC 3339; one before 1970 is what some senders write for none. Nothing depends on it:
   * what is no time here, as a leap second or the 29 February of a year that has none, is none.
   */
  Optional<Instant> optionalTime() {
    if (!node.isTextual()) {
      return Optional.empty();
    }
    try {
      return Optional.of(OffsetDateTime.parse(node.textValue()).toInstant())
          .filter(time -> time.isAfter(Instant.EPOCH));
    } catch (DateTimeException noTime) {
      return Optional.empty();
    }
  }

  /** A time in whole seconds since 1970. */
  Instant epochSeconds() {
    require(node.isNumber(), "must be a number");
    // Some senders write it as a floating point number, all of whose digits count.
    double seconds = node.doubleValue();
    if (!(seconds >= 0 && seconds <= LAST_SECOND && seconds == Math.rint(seconds))) {
      throw is("is not a time in seconds since 1970");
    }
    return Instant.ofEpochSecond((long) seconds);
  }

  /** What is said of a word that the sender is not known to use here. */
  InvalidInspectParameters isNoneOf(Collection<String> known) {
    return is(
        "is not known: \""
            + Quoted.text(text())
            + "\"; known are: "
            + known.stream().sorted().collect(Collectors.joining(", ")));
  }

  InvalidInspectParameters is(String problem) {
    return new InvalidInspectParameters((path.isEmpty() ? "request" : path) + ": " + problem);
  }

  private void require(boolean right, String problem) {
    if (!right) {
      throw is(isPresent() ? problem : "is missing");
    }
  }
}
