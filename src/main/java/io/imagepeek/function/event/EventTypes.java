package io.imagepeek.function.event;

import java.util.Set;

/** The types of the CloudEvents that are received and sent. */
public final class EventTypes {

  /** Requests an inspection; its data is either documented form of a request. */
  public static final String INSPECT = "io.imagepeek.image.inspect";

  /** An image was inspected; the data is the documented output. */
  public static final String INSPECTED = "io.imagepeek.image.inspected";

  /** The inspection failed permanently; the data is the error JSON. */
  public static final String INSPECT_FAILED = "io.imagepeek.image.inspect.failed";

  /**
   * The types that request an inspection. By default Funqy triggers a function by the type that has
   * the function's name; so that works, too.
   */
  private static final Set<String> REQUESTS = Set.of(INSPECT, ResultEvents.FUNCTION);

  private static final Set<String> RESULTS = Set.of(INSPECTED, INSPECT_FAILED);

  private EventTypes() {}

  /** Whether an event of this type requests an inspection. */
  public static boolean requestsInspection(String type) {
    return REQUESTS.contains(type);
  }

  /**
   * Whether an event of this type is a result of this function. A broker without a filter returns
   * our results to us: to reply to them would never end.
   */
  public static boolean isResult(String type) {
    return RESULTS.contains(type);
  }
}
