package io.imagepeek.function.lambda;

import com.fasterxml.jackson.databind.JsonNode;
import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import io.imagepeek.function.HttpErrorResponses;
import io.imagepeek.function.Inspections;
import io.imagepeek.function.ReadRequest;
import io.imagepeek.function.RequestReader;
import io.imagepeek.function.event.EventInspections;
import io.imagepeek.function.event.RetryableEventException;
import io.imagepeek.function.event.TriggerEvent;
import io.imagepeek.function.event.TriggerEvent.Trace;
import io.imagepeek.function.webhook.PushEvent;
import io.imagepeek.function.webhook.PushEventReader;
import io.imagepeek.source.HeldMemory;
import io.imagepeek.source.InspectionContext;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;

/**
 * An event of Amazon EventBridge: a push event of ECR, or a custom event whose detail is either
 * documented form of a request.
 */
final class SingleEvent {

  private static final String DETAIL_TYPE = "detail-type";
  private static final String DETAIL = "detail";
  private static final String SOURCE = "source";
  private static final String ECR = "aws.ecr";

  private final Inspections inspections;
  private final RequestReader reader;
  private final EventInspections events;
  private final PushEventReader pushEvents;
  private final Duration sending;

  /**
   * @param sending how much longer than the inspections the sending of their results may take
   */
  SingleEvent(
      Inspections inspections,
      RequestReader reader,
      EventInspections events,
      PushEventReader pushEvents,
      Duration sending) {
    this.inspections = inspections;
    this.reader = reader;
    this.events = events;
    this.pushEvents = pushEvents;
    this.sending = sending;
  }

  /**
   * The results of an event.
   *
   * @param isSent whether the results have been sent to the sink
   */
  record EventResults(List<EventInspections.Result> results, boolean isSent) {}

  /** Whether the payload has the form of an event of EventBridge. */
  static boolean recognises(JsonNode tree) {
    return tree.has(DETAIL_TYPE) && tree.has(SOURCE) && tree.has(DETAIL);
  }

  /**
   * Inspects for an event; the result is sent to the sink if there is one.
   *
   * @param deliveryId replaces the event's id if it has none
   * @return one result, or one for each image of a push event, which may have none; fails with
   *     {@link RetryableEventException}
   */
  Uni<EventResults> inspect(JsonNode event, String deliveryId, InspectionContext whole) {
    String id = event.path("id").asText(deliveryId);
    if (!ECR.equals(event.path(SOURCE).asText())) {
      return inspect(reader.read(event.path(DETAIL)), id, whole);
    }
    PushEvent push;
    try {
      push = pushEvents.read(event);
    } catch (InvalidInspectParameters invalid) {
      return inspect(new ReadRequest.Invalid(null, invalid), id, whole);
    }
    HeldMemory held = new HeldMemory();
    return inTime(events.inspectAndSend(push, Trace.NONE, whole, held), whole)
        .map(results -> new EventResults(results, events.areSent()))
        .onTermination()
        .invoke(held::letGo);
  }

  /** The same for a request that did not come in an event of EventBridge. */
  Uni<EventResults> inspect(ReadRequest request, String id, InspectionContext whole) {
    HeldMemory held = new HeldMemory();
    TriggerEvent cause = new TriggerEvent(id, Trace.NONE);
    return inTime(events.inspectAndSend(request, cause, inspections.begin(whole), held), whole)
        .map(result -> new EventResults(List.of(result), events.areSent()))
        .onTermination()
        .invoke(held::letGo);
  }

  /** An inspection has its own deadline; sending ends here, before Lambda ends the invocation. */
  private <T> Uni<T> inTime(Uni<T> sent, InspectionContext whole) {
    return sent.ifNoItem()
        .after(whole.remaining().plus(sending))
        .failWith(
            () ->
                new RetryableEventException(
                    HttpErrorResponses.of(504, "the sink did not take the result")));
  }
}
