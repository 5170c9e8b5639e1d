package io.imagepeek.fuzz;

import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import java.util.Objects;
import java.util.regex.Pattern;

/** What the targets hold the readers to; a broken promise is what the fuzzer reports. */
public final class Expect {

  /** The longest detail of an error that a caller gets. */
  private static final int LONGEST_ERROR = 2_000;

  private static final Pattern FIELD_AND_PROBLEM = Pattern.compile(".+?: .+");

  /** Documented as it stands, without a field. */
  private static final String INVALID_CHARACTERS = "Image name contains invalid characters";

  private Expect() {}

  /** Something that has to be true of every input. */
  public static void that(boolean promised, String promise) {
    if (!promised) {
      throw new AssertionError(promise);
    }
  }

  /** Two ways to the same thing. */
  public static void same(Object expected, Object actual, String promise) {
    if (!Objects.equals(expected, actual)) {
      throw new AssertionError(promise + ": " + expected + " and " + actual);
    }
  }

  /** An error's text is a line, and no input makes it a long one. */
  public static void oneLine(String error) {
    that(error.length() <= LONGEST_ERROR, "an error is short: " + error.length());
    that(
        error.codePoints().noneMatch(c -> c < ' ' || (c >= 0x7f && c < 0xa0) || isHalf(c)),
        "an error is one line of text: " + error);
  }

  /** A refused parameter is named. */
  public static void namesField(InvalidInspectParameters refused) {
    String error = refused.error();
    oneLine(error);
    that(
        error.equals(INVALID_CHARACTERS) || FIELD_AND_PROBLEM.matcher(error).matches(),
        "an error names the field: " + error);
  }

  /** A surrogate that is half of nothing: as text it cannot be written. */
  private static boolean isHalf(int c) {
    return c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
  }
}
