package io.imagepeek.function;

import io.imagepeek.source.Causes;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Recognises that the process has no memory left. That is not the failure of one inspection: it may
 * have stopped any thread anywhere, so the response must not look like that of a single failure.
 */
public final class OutOfMemory {

  private OutOfMemory() {}

  /** The virtual machine's own error among the causes; libraries throw subclasses for limits. */
  public static Optional<OutOfMemoryError> in(@Nullable Throwable failure) {
    return Causes.of(failure)
        .filter(cause -> cause.getClass() == OutOfMemoryError.class)
        .map(OutOfMemoryError.class::cast)
        .findFirst();
  }
}
