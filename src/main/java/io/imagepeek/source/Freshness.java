package io.imagepeek.source;

import java.time.Duration;

/**
 * How fresh a response is.
 *
 * @param from where it comes from
 * @param age the time since the source was last asked to resolve the name; zero if it was asked for
 *     this response
 */
public record Freshness(From from, Duration age) {

  /** Where a response comes from. */
  public enum From {
    /** From the source; nothing was cached. */
    SOURCE,
    /** From the cache; the source confirmed that the name resolves to the same digest. */
    REVALIDATED,
    /** From the cache, without a request to the source. */
    CACHE
  }

  /** Everything was read now. */
  public static final Freshness NEW = new Freshness(From.SOURCE, Duration.ZERO);

  /** Cached; the source confirmed it now. */
  public static final Freshness REVALIDATED = new Freshness(From.REVALIDATED, Duration.ZERO);

  /** Cached for this long, without a request to the source. */
  public static Freshness cached(Duration age) {
    return new Freshness(From.CACHE, age.isNegative() ? Duration.ZERO : age);
  }
}
