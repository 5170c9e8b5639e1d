package io.imagepeek.function.lambda;

import io.imagepeek.function.ErrorResponse;
import io.imagepeek.function.OutOfMemory;
import org.jboss.logging.Logger;

/**
 * Internal errors outside an inspection. They get a response like any failure, even an {@link
 * Error}: it would end the loop that Quarkus runs in a native executable, and the invocation would
 * end only by its timeout.
 */
final class UnexpectedErrors {

  private static final Logger LOG = Logger.getLogger(UnexpectedErrors.class);

  private UnexpectedErrors() {}

  /** Whether a failure is an internal error that can get a response: not when memory is out. */
  static boolean canRespond(Throwable failure) {
    return !(failure instanceof TransientFailure) && OutOfMemory.in(failure).isEmpty();
  }

  /** Logs an internal error; the response has no details of it. */
  static ErrorResponse logged(Throwable error) {
    LOG.error("internal error: an invocation failed", error);
    return ErrorResponse.ofDefect(error);
  }

  /** Logs an internal error of an invocation that Lambda must retry. */
  static TransientFailure toRetry(Throwable error) {
    return new TransientFailure(logged(error).error());
  }
}
