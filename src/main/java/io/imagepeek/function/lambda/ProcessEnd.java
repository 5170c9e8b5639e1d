package io.imagepeek.function.lambda;

import jakarta.inject.Singleton;

/**
 * Ends the process when it has no memory left. Lambda's runtime for Java only leaves its loop then,
 * which other threads outlive; that of a native executable ends without a word. Lambda answers what
 * the process was about when it ends, and starts another one.
 */
@Singleton
class ProcessEnd {

  /** For the runtime to report why. Lambda stops the clock only for who asks for more to do. */
  private static final long GRACE_MILLIS = 1_000;

  /** As the virtual machine's own option for it, {@code ExitOnOutOfMemoryError}. */
  private static final int STATUS = 3;

  /** Returns at once. */
  void soon() {
    try {
      Thread ending = new Thread(ProcessEnd::await, "end of the process");
      ending.setDaemon(true);
      ending.start();
    } catch (OutOfMemoryError noThread) {
      Runtime.getRuntime().halt(STATUS);
    }
  }

  private static void await() {
    try {
      Thread.sleep(GRACE_MILLIS);
    } catch (InterruptedException now) {
      Thread.currentThread().interrupt();
    } finally {
      Runtime.getRuntime().halt(STATUS);
    }
  }
}
