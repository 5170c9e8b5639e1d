package io.imagepeek.function.webhook;

import io.imagepeek.json.JsonField;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;

/** The times of events. */
final class EventTime {

  /** The end of the year 9999, in seconds since 1970: no later time can be written. */
  private static final long LAST_SECOND = 253_402_300_799L;

  private EventTime() {}

  /**
   * A time of RFC 3339. Nothing depends on it, so a malformed one counts as absent, such as a leap
   * second. So does a time before 1970, which some sources write for none.
   */
  static Optional<Instant> optional(JsonField field) {
    if (!field.node().isTextual()) {
      return Optional.empty();
    }
    try {
      return Optional.of(OffsetDateTime.parse(field.node().textValue()).toInstant())
          .filter(time -> time.isAfter(Instant.EPOCH));
    } catch (DateTimeException malformed) {
      return Optional.empty();
    }
  }

  /** A required time in whole seconds since 1970. */
  static Instant ofSeconds(JsonField field) {
    // Some sources write it as a floating point number, all of whose digits count.
    double seconds = field.number();
    if (!(seconds >= 0 && seconds <= LAST_SECOND && seconds == Math.rint(seconds))) {
      throw field.error("is not a time in seconds since 1970");
    }
    return Instant.ofEpochSecond((long) seconds);
  }
}
