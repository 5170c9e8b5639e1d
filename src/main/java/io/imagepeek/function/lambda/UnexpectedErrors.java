package io.imagepeek.function.lambda;

import io.imagepeek.function.ErrorResponse;
import io.imagepeek.function.OutOfMemory;
import org.jboss.logging.Logger;

/**
 * What fails outside inspections, which is a defect of ours. It is answered as any failure is, an
 * {@link Error} as well: the loop that Quarkus runs in a native executable would end by that, and
 * the invocation only by its time-out.
 */
final class UnexpectedErrors {

  private static final Logger LOG = Logger.getLogger(UnexpectedErrors.class);

  private UnexpectedErrors() {}

  /** Whether a failure is a defect that can be answered: not after memory is out. */
  static boolean isAnswerable(Throwable failure) {
    return !(failure instanceof TransientFailure) && OutOfMemory.in(failure).isEmpty();
  }

  /** Writes a defect to the log; what callers are told says nothing of it. */
  static ErrorResponse told(Throwable defect) {
    LOG.error("internal error: an invocation failed", defect);
    return ErrorResponse.ofDefect(defect);
  }

  /** For what Lambda is to repeat. */
  static TransientFailure toRepeat(Throwable defect) {
    return new TransientFailure(told(defect).error());
  }
}
