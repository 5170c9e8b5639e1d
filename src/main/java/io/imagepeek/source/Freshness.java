package io.imagepeek.source;

import java.time.Duration;

/**
 * How fresh an answer is.
 *
 * @param from where it comes from
 * @param age the time since the source was asked what the name means; zero where it was asked for
 *     this very answer
 */
public record Freshness(From from, Duration age) {

  /** Where an answer comes from. */
  public enum From {
    /** From the source: nothing of it was known. */
    SOURCE,
    /** From memory: the source has been asked, and means the same as before. */
    REVALIDATED,
    /** From memory: the source was not asked. */
    MEMORY
  }

  /** Everything was asked now. */
  public static final Freshness NEW = new Freshness(From.SOURCE, Duration.ZERO);

  /** The source was asked now, and means what it meant before. */
  public static final Freshness REVALIDATED = new Freshness(From.REVALIDATED, Duration.ZERO);

  /** Nothing was asked; it is as old as that. */
  public static Freshness remembered(Duration age) {
    return new Freshness(From.MEMORY, age.isNegative() ? Duration.ZERO : age);
  }
}
