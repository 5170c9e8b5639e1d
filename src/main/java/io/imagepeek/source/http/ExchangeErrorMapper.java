package io.imagepeek.source.http;

/** Maps each way in which an {@link HttpExchange} can fail to the failure that it ends with. */
public interface ExchangeErrorMapper {

  /** The connection could not be opened. */
  AttemptFailure connecting(Throwable cause);

  /** The connection failed after it was opened and before the head of a response arrived. */
  AttemptFailure exchanging(Throwable cause);

  /** The connection failed within the body of the response. */
  AttemptFailure reading(Throwable cause);

  /**
   * The body of a successful response is larger than its limit.
   *
   * @param limit in bytes
   */
  AttemptFailure tooLarge(HttpRequest request, int limit);

  /** The inspection ended before the response was read. */
  AttemptFailure abandoned();
}
