package io.imagepeek.image;

import java.time.YearMonth;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * RFC 3339 times with the leniency of Go's parser, which also accepts a comma before the fraction,
 * one digit for the hour, and offsets of up to 24 hours and 60 minutes.
 */
final class Rfc3339 {

  private static final Pattern FORM =
      Pattern.compile(
          "(\\d{4})-(\\d\\d)-(\\d\\d)T(\\d\\d?):(\\d\\d):(\\d\\d)(?:[.,](\\d++))?"
              + "(?:Z|([+-])(\\d\\d):(\\d\\d))");

  private static final int NANOSECOND_DIGITS = 9;

  private Rfc3339() {}

  /**
   * The time in the form of the output: at most nanoseconds, no trailing zeros, {@code Z} for UTC,
   * any other offset kept. Null if the text is not a valid time.
   */
  static @Nullable String normalise(String text) {
    Matcher m = FORM.matcher(text);
    if (!m.matches()) {
      return null;
    }
    int month = number(m, 2);
    int day = number(m, 3);
    int hour = number(m, 4);
    if (month < 1
        || month > 12
        || day < 1
        || day > YearMonth.of(number(m, 1), month).lengthOfMonth()
        || hour > 23
        || number(m, 5) > 59
        || number(m, 6) > 59) {
      return null;
    }
    String offset = offset(m);
    if (offset == null) {
      return null;
    }
    return "%s-%s-%sT%02d:%s:%s%s%s"
        .formatted(
            m.group(1), m.group(2), m.group(3), hour, m.group(5), m.group(6), fraction(m), offset);
  }

  private static String fraction(Matcher m) {
    String digits = m.group(7);
    if (digits == null) {
      return "";
    }
    int end = Math.min(digits.length(), NANOSECOND_DIGITS);
    while (end > 0 && digits.charAt(end - 1) == '0') {
      end--;
    }
    return end == 0 ? "" : "." + digits.substring(0, end);
  }

  private static @Nullable String offset(Matcher m) {
    String sign = m.group(8);
    if (sign == null) {
      return "Z";
    }
    int hours = number(m, 9);
    int minutes = number(m, 10);
    int total = hours * 60 + minutes;
    // Go parses offsets of a day and more, but cannot print them.
    if (minutes > 60 || total >= 24 * 60) {
      return null;
    }
    return total == 0 ? "Z" : "%s%02d:%02d".formatted(sign, total / 60, total % 60);
  }

  private static int number(Matcher m, int group) {
    return Integer.parseInt(m.group(group));
  }
}
