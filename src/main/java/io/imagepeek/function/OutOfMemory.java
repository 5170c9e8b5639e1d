package io.imagepeek.function;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the process has no memory left. That is no failure of one inspection: any thread may have
 * been stopped by it anywhere, and who is answered as if nothing else had happened asks again.
 */
public final class OutOfMemory {

  private static final int CAUSES_LOOKED_AT = 32;

  private OutOfMemory() {}

  /** The error of the virtual machine behind a failure, not one of a library's own bounds. */
  public static Optional<OutOfMemoryError> in(@Nullable Throwable failure) {
    Throwable cause = failure;
    // Causes may go round in a circle.
    for (int i = 0; cause != null && i < CAUSES_LOOKED_AT; i++) {
      if (cause.getClass() == OutOfMemoryError.class) {
        return Optional.of((OutOfMemoryError) cause);
      }
      cause = cause.getCause();
    }
    return Optional.empty();
  }
}
