package io.imagepeek.function.event;

import org.jspecify.annotations.Nullable;

/**
 * The event that requests an inspection.
 *
 * @param eventId the id that its sender gave it
 * @param trace its trace context
 */
public record TriggerEvent(String eventId, Trace trace) {

  /**
   * The trace context of an event, passed on unchanged (W3C Trace Context).
   *
   * @param parent the {@code traceparent}; null if there is none
   * @param state the {@code tracestate}; null if there is none
   */
  public record Trace(@Nullable String parent, @Nullable String state) {

    /** No trace. */
    public static final Trace NONE = new Trace(null, null);
  }
}
