package io.imagepeek.source;

import java.util.Objects;
import java.util.stream.Stream;

/** The causes of an exception. */
public final class Causes {

  /** Causes may form a circle. */
  private static final int MAX_CAUSES = 16;

  private Causes() {}

  /** The exception and its causes, outermost first: at most 16 of them. */
  public static Stream<Throwable> of(Throwable failure) {
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause).limit(MAX_CAUSES);
  }
}
