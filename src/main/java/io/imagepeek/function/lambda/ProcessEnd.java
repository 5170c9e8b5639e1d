package io.imagepeek.function.lambda;

import jakarta.inject.Singleton;

/**
 * Ends the process when it is out of memory. Lambda's runtime for Java would only leave its loop
 * while other threads run on; that of a native executable ends without a report. When the process
 * ends, Lambda fails its invocation and starts another process.
 */
@Singleton
class ProcessEnd {

  /** Time for the runtime to report the error, which needs this process to run. */
  private static final long GRACE_MILLIS = 1_000;

  /** The exit code of the JVM's own option for it, {@code ExitOnOutOfMemoryError}. */
  private static final int STATUS = 3;

  /** Ends the process soon; returns at once. */
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
