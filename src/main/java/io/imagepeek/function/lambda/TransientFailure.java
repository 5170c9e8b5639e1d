package io.imagepeek.function.lambda;

/**
 * An asynchronous invocation failed for a transient reason: Lambda must retry it, and moves it to
 * the dead-letter queue in the end.
 */
public final class TransientFailure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * @param error the cause in a sentence, without secrets: Lambda logs it and passes it on
   */
  public TransientFailure(String error) {
    super(error, null, false, false);
  }
}
