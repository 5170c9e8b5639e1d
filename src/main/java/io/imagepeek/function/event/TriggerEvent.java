package io.imagepeek.function.event;

import org.jspecify.annotations.Nullable;

/**
 * The event that asked for an inspection.
 *
 * @param eventId the id that its sender gave it
 * @param trace where it stands among what happened before it
 */
public record TriggerEvent(String eventId, Trace trace) {

  /**
   * The trace context of an event, carried on as it came (W3C Trace Context).
   *
   * @param parent the {@code traceparent}; null where there is none
   * @param state the {@code tracestate}; null where there is none
   */
  public record Trace(@Nullable String parent, @Nullable String state) {

    /** No trace. */
    public static final Trace NONE = new Trace(null, null);
  }
}
