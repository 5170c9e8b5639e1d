package io.imagepeek.soak.wire;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What became of what a caller asked. */
public sealed interface Outcome {

  /**
   * A whole answer.
   *
   * @param millis until its last byte
   * @param retryAfter when to come back, where that is said
   * @param tail the last of its body
   */
  record Answered(int status, double millis, @Nullable Duration retryAfter, String tail)
      implements Outcome {

    private static final Pattern INSPECTED = Pattern.compile("\"inspected\":\\s*(\\d+)");
    private static final Pattern ERROR = Pattern.compile("\"error\":\\s*\"([^\"]{0,160})");

    /** How many images of a batch were inspected; of a single request, whether it was. */
    public int inspected() {
      Matcher summary = INSPECTED.matcher(tail);
      if (summary.find()) {
        return Integer.parseInt(summary.group(1));
      }
      return status == 200 ? 1 : 0;
    }

    /** The status, and what the answer says is wrong. */
    public String said() {
      Matcher error = ERROR.matcher(tail);
      return error.find() ? status + " " + error.group(1) : Integer.toString(status);
    }
  }

  /** The function closed the connection, or said nothing for as long as it may take. */
  record Unanswered(String why) implements Outcome {}

  /** The function closed the connection of one whom it owed no answer. */
  record Dismissed() implements Outcome {}

  /** The caller, or the attack's end, cut the connection. */
  record CutOff() implements Outcome {}
}
