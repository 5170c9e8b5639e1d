package io.imagepeek.function;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Recognises that the process has no memory left. That is not the failure of one inspection: it may
 * have stopped any thread anywhere, so the response must not look like that of a single failure.
 */
public final class OutOfMemory {

  private static final int CAUSES_LOOKED_AT = 32;

  private OutOfMemory() {}

  /** The virtual machine's own error among the causes; libraries throw subclasses for limits. */
  public static Optional<OutOfMemoryError> in(@Nullable Throwable failure) {
    Throwable cause = failure;
    // Causes may form a cycle. Not by a stream of Causes: there may be no memory to make one.
    for (int i = 0; cause != null && i < CAUSES_LOOKED_AT; i++) {
      if (cause.getClass() == OutOfMemoryError.class) {
        return Optional.of((OutOfMemoryError) cause);
      }
      cause = cause.getCause();
    }
    return Optional.empty();
  }
}
