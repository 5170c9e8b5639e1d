package io.imagepeek.function.event;

import java.util.Set;

/** The types of the CloudEvents that are taken and sent. */
public final class EventTypes {

  /** Asks for an inspection; its data is either documented form of the input. */
  public static final String INSPECT = "io.imagepeek.image.inspect";

  /** An image was inspected; the data is the documented output. */
  public static final String INSPECTED = "io.imagepeek.image.inspected";

  /** There is no result, and asking again would give none; the data is the error JSON. */
  public static final String INSPECT_FAILED = "io.imagepeek.image.inspect.failed";

  /**
   * What asks for an inspection. Funqy names the type that triggers a function as the function,
   * where no other is set: those who rely on that are understood too.
   */
  private static final Set<String> QUESTIONS = Set.of(INSPECT, ResultEvents.FUNCTION);

  private static final Set<String> RESULTS = Set.of(INSPECTED, INSPECT_FAILED);

  private EventTypes() {}

  /** Whether an event of this type asks for an inspection. */
  public static boolean isQuestion(String type) {
    return QUESTIONS.contains(type);
  }

  /**
   * Whether an event of this type is one of ours. A broker without a filter brings our answers back
   * to us: to answer them would never end.
   */
  public static boolean isResult(String type) {
    return RESULTS.contains(type);
  }
}
