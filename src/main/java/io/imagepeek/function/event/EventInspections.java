package io.imagepeek.function.event;

import io.cloudevents.CloudEvent;
import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import io.imagepeek.function.HttpErrorResponses;
import io.imagepeek.function.InspectionGate;
import io.imagepeek.function.InspectionResult;
import io.imagepeek.function.Inspections;
import io.imagepeek.function.JsonResponses;
import io.imagepeek.function.PendingRequest;
import io.imagepeek.function.event.TriggerEvent.Trace;
import io.imagepeek.function.webhook.InvalidEntry;
import io.imagepeek.function.webhook.PushEvent;
import io.imagepeek.function.webhook.PushedImage;
import io.imagepeek.source.HeldMemory;
import io.imagepeek.source.InspectionContext;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Inspects the images of events. A transient failure fails with {@link RetryableEventException}, so
 * that the sender delivers the event again; every other outcome becomes one result.
 */
public final class EventInspections {

  /** Of a large view: as the data of its event, as the text of the message, and as it is sent. */
  private static final int COPIES = 3;

  private final Inspections inspections;
  private final JsonResponses answers;
  private final ResultEvents results;
  private final Optional<EventSink> sink;
  private final int concurrency;

  /**
   * @param answers writes large results, which need memory
   * @param sink where results are sent; empty if they are in the response
   * @param concurrency inspections for one push event at once
   */
  public EventInspections(
      Inspections inspections,
      JsonResponses answers,
      ResultEvents results,
      Optional<EventSink> sink,
      int concurrency) {
    this.inspections = inspections;
    this.answers = answers;
    this.results = results;
    this.sink = sink;
    this.concurrency = concurrency;
  }

  /**
   * The result of an inspection.
   *
   * @param event the outcome as an event
   */
  public record Result(InspectionResult outcome, CloudEvent event) {}

  /** Whether results are sent to a sink, and not in the response. */
  public boolean areSent() {
    return sink.isPresent();
  }

  /**
   * Inspects for an event whose response is the result; fails with {@link RetryableEventException}.
   *
   * @param held the memory of the result, to be released when it has been sent
   */
  public Uni<Result> answer(
      PendingRequest question, TriggerEvent cause, InspectionContext context, HeldMemory held) {
    return result(question, cause, context, held)
        .invoke(
            result -> {
              if (result.outcome() instanceof InspectionResult.Failed failed
                  && failed.failure().mayPass()) {
                throw new RetryableEventException(failed.view());
              }
            });
  }

  /** The same; the result is also sent to the sink if there is one. */
  public Uni<Result> tell(
      PendingRequest question, TriggerEvent cause, InspectionContext context, HeldMemory held) {
    return answer(question, cause, context, held).call(this::send);
  }

  /**
   * Inspects all images that were pushed, and sends the results to the sink if there is one. The
   * result of an entry that could not be read is a failure.
   *
   * @param whole the time for all of them
   * @param held the memory of the results, to be released when they have been sent
   * @return the results of the images in the order of the push event, then those of unreadable
   *     entries; fails with {@link RetryableEventException} if a failure is transient and the
   *     sender delivers again: then all images come again, and all results are sent again
   */
  public Uni<List<Result>> tell(
      PushEvent push, Trace trace, InspectionContext whole, HeldMemory held) {
    int pushed = push.pushed().size();
    return Multi.createFrom()
        .iterable(() -> IntStream.range(0, pushed + push.refused().size()).iterator())
        .onItem()
        .transformToUni(
            place ->
                attempt(
                    place,
                    place < pushed
                        ? inspected(push.pushed().get(place), push, trace, whole, held)
                        : refused(push.refused().get(place - pushed), trace)))
        .merge(concurrency)
        .collect()
        .asList()
        .map(EventInspections::inOrder);
  }

  private static Uni<Attempt> attempt(int place, Uni<Result> result) {
    return result
        .map(done -> new Attempt(place, Optional.of(done), Optional.empty()))
        .onFailure(RetryableEventException.class)
        .recoverWithItem(failure -> new Attempt(place, Optional.empty(), Optional.of(failure)));
  }

  private Uni<Result> inspected(
      PushedImage image, PushEvent push, Trace trace, InspectionContext whole, HeldMemory held) {
    PendingRequest question = PendingRequest.about(image.imageName());
    TriggerEvent cause = new TriggerEvent(image.eventId(), trace);
    InspectionContext context = inspections.begin(whole);
    Runnable unlinked = whole.onEnd(context::end);
    Uni<Result> result =
        push.sender().redelivers()
            ? tell(question, cause, context, held)
            : result(question, cause, context, held).call(this::send);
    return result.onTermination().invoke(unlinked);
  }

  /** Is not retried: the entry would be as unreadable the next time. */
  private Uni<Result> refused(InvalidEntry entry, Trace trace) {
    InspectionResult outcome =
        new InspectionResult.Failed(null, new InvalidInspectParameters(entry.error()));
    return Uni.createFrom()
        .item(
            () ->
                new Result(
                    outcome, results.of(outcome, null, new TriggerEvent(entry.eventId(), trace))))
        .call(this::send);
  }

  private static List<Result> inOrder(List<Attempt> attempts) {
    Result[] results = new Result[attempts.size()];
    for (Attempt attempt : attempts) {
      results[attempt.place()] =
          attempt.result().orElseThrow(() -> attempt.failure().orElseThrow());
    }
    return List.of(results);
  }

  private Uni<InspectionResult> outcome(PendingRequest question, InspectionContext context) {
    return inspections
        .inspect(question, context)
        .onFailure(InspectionGate.Full.class)
        .transform(full -> new RetryableEventException(HttpErrorResponses.of(503)));
  }

  private Uni<Result> result(
      PendingRequest question, TriggerEvent cause, InspectionContext context, HeldMemory held) {
    return answers.tell(
        question,
        context,
        () -> outcome(question, context),
        outcome -> result(question, outcome, cause),
        found -> large(question, found, cause, held));
  }

  private Uni<Result> large(
      PendingRequest question,
      InspectionResult.Inspected found,
      TriggerEvent cause,
      HeldMemory held) {
    return answers
        .bytes(found.view(), question.imageName())
        .flatMap(
            data ->
                answers
                    .take((long) COPIES * data.length, held)
                    .map(
                        taken ->
                            new Result(
                                found, results.of(found, data, question.imageName(), cause))));
  }

  private Result result(PendingRequest question, InspectionResult outcome, TriggerEvent cause) {
    return new Result(outcome, results.of(outcome, question.imageName(), cause));
  }

  private Uni<Void> send(Result result) {
    if (sink.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    return sink.get()
        .send(result.event())
        .onFailure(EventSink.Undelivered.class)
        .transform(
            undelivered ->
                new RetryableEventException(
                    HttpErrorResponses.of(502, String.valueOf(undelivered.getMessage()))));
  }

  private record Attempt(
      int place, Optional<Result> result, Optional<RetryableEventException> failure) {}
}
