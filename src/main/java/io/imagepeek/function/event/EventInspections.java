package io.imagepeek.function.event;

import io.cloudevents.CloudEvent;
import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import io.imagepeek.function.HttpErrorResponses;
import io.imagepeek.function.InspectRequest;
import io.imagepeek.function.InspectionGate;
import io.imagepeek.function.InspectionResult;
import io.imagepeek.function.Inspections;
import io.imagepeek.function.JsonResponses;
import io.imagepeek.function.ReadRequest;
import io.imagepeek.function.RequestOptions;
import io.imagepeek.function.event.TriggerEvent.Trace;
import io.imagepeek.function.webhook.InvalidEntry;
import io.imagepeek.function.webhook.PushEvent;
import io.imagepeek.function.webhook.PushedImage;
import io.imagepeek.source.HeldMemory;
import io.imagepeek.source.InspectionContext;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Inspects because of events. What may pass has the event delivered again, by the failure {@link
 * Redeliver}; every other outcome is told, once.
 */
public final class EventInspections {

  /** Of a large view: the data of its event, the message as text, and as it is sent. */
  private static final int COPIES = 3;

  /** An image that was just pushed has changed: nothing cached is used. */
  private static final RequestOptions PUSHED =
      RequestOptions.builder().maxAge(Duration.ZERO).build();

  private final Inspections inspections;
  private final JsonResponses answers;
  private final ResultEvents results;
  private final Optional<EventSink> sink;
  private final int concurrency;

  /**
   * @param answers writes large results, which take of the memory
   * @param sink where results are sent to; empty where they stand in the answer
   * @param concurrency inspections for one notice at once
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
   * What came of an inspection.
   *
   * @param event tells the outcome
   */
  public record Result(InspectionResult outcome, CloudEvent event) {}

  /** Whether results are sent to a sink, so that the answer need not have them. */
  public boolean areSent() {
    return sink.isPresent();
  }

  /**
   * Inspects for an event whose answer is the result; fails with {@link RetryableEventException}.
   *
   * @param held what the result takes of the memory, to be let go when it has been told
   */
  public Uni<Result> answer(
      ReadRequest question, TriggerEvent cause, InspectionContext context, HeldMemory held) {
    return result(question, cause, context, held)
        .invoke(
            result -> {
              if (result.outcome() instanceof InspectionResult.Failed failed
                  && failed.failure().isTransient()) {
                throw new RetryableEventException(failed.view());
              }
            });
  }

  /** The same, with the result sent to the sink where there is one. */
  public Uni<Result> tell(
      ReadRequest question, TriggerEvent cause, InspectionContext context, HeldMemory held) {
    return answer(question, cause, context, held).call(this::send);
  }

  /**
   * Inspects all that was pushed, and sends the results to the sink where there is one; an entry
   * that could not be read is told as failed.
   *
   * @param whole the time for all of it
   * @param held what the results take of the memory, to be let go when they have been told
   * @return the results of what was pushed, in the order of the notice, and behind them those of
   *     what could not be read; fails with {@link RetryableEventException} if one of them may pass
   *     and the sender delivers again: then all of them come again, and are told again
   */
  public Uni<List<Result>> tell(
      PushEvent notice, Trace trace, InspectionContext whole, HeldMemory held) {
    int pushed = notice.pushed().size();
    return Multi.createFrom()
        .iterable(() -> IntStream.range(0, pushed + notice.refused().size()).iterator())
        .onItem()
        .transformToUni(
            place ->
                attempt(
                    place,
                    place < pushed
                        ? inspected(notice.pushed().get(place), notice, trace, whole, held)
                        : refused(notice.refused().get(place - pushed), trace)))
        .merge(concurrency)
        .collect()
        .asList()
        .map(EventInspections::inOrder);
  }

  private static Uni<Attempt> attempt(int place, Uni<Result> told) {
    return told.map(result -> new Attempt(place, Optional.of(result), Optional.empty()))
        .onFailure(RetryableEventException.class)
        .recoverWithItem(failure -> new Attempt(place, Optional.empty(), Optional.of(failure)));
  }

  private Uni<Result> inspected(
      PushedImage image, PushEvent notice, Trace trace, InspectionContext whole, HeldMemory held) {
    ReadRequest question = ReadRequest.of(InspectRequest.of(image.imageName(), PUSHED));
    TriggerEvent cause = new TriggerEvent(image.eventId(), trace);
    InspectionContext context = inspections.begin(whole);
    Runnable unlinked = whole.onEnd(context::end);
    Uni<Result> told =
        notice.source().redelivers()
            ? tell(question, cause, context, held)
            : result(question, cause, context, held).call(this::send);
    return told.onTermination().invoke(unlinked);
  }

  /** It would be no better the next time. */
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

  private Uni<InspectionResult> outcome(ReadRequest question, InspectionContext context) {
    return inspections
        .inspect(question, context)
        .onFailure(InspectionGate.Full.class)
        .transform(full -> new RetryableEventException(HttpErrorResponses.of(503)));
  }

  private Uni<Result> result(
      ReadRequest question, TriggerEvent cause, InspectionContext context, HeldMemory held) {
    return answers.respond(
        question.imageName(),
        context,
        () -> outcome(question, context),
        outcome -> result(question, outcome, cause),
        found -> large(question, found, cause, held));
  }

  private Uni<Result> large(
      ReadRequest question, InspectionResult.Inspected found, TriggerEvent cause, HeldMemory held) {
    return answers
        .bytes(found.view(), question.imageName())
        .flatMap(
            data ->
                answers
                    .reserve((long) COPIES * data.length, held)
                    .map(
                        taken ->
                            new Result(
                                found, results.of(found, data, question.imageName(), cause))));
  }

  private Result result(ReadRequest question, InspectionResult outcome, TriggerEvent cause) {
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
