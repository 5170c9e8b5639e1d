package io.imagepeek.function;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the process has no memory left. That is no failure of one inspection: any thread may have
 * been stopped by it anywhere, and who is answered as if nothing else had happened asks again.
 */
public final class MemoryOut {

  private MemoryOut() {}

  /** The error of the virtual machine behind a failure, not one of a library's own bounds. */
  public static Optional<OutOfMemoryError> in(@Nullable Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause.getClass() == OutOfMemoryError.class) {
        return Optional.of((OutOfMemoryError) cause);
      }
    }
    return Optional.empty();
  }
}
