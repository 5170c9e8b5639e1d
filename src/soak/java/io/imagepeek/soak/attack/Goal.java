package io.imagepeek.soak.attack;

import java.util.Locale;

/** What an attack is to reach beside what all of them are. */
public record Goal(String what, String measured, String toReach, boolean reached) {

  /** A number that must not be greater. */
  public static Goal atMost(String what, double measured, double most) {
    return new Goal(what, number(measured), "≤ " + number(most), measured <= most);
  }

  /** A number that must not be less. */
  public static Goal atLeast(String what, double measured, double least) {
    return new Goal(what, number(measured), "≥ " + number(least), measured >= least);
  }

  /** Something that is told and has no goal. */
  public static Goal fact(String what, String measured) {
    return new Goal(what, measured, "–", true);
  }

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e9
        ? Long.toString((long) value)
        : String.format(Locale.ROOT, "%.1f", value);
  }
}
