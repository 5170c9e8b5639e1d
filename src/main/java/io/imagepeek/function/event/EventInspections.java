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
 * Inspects the images of events. A transient failure fails with {@link RetryableEventException}, so
 * that the sender delivers the event again; every other outcome becomes one result.
 */
public final class EventInspections {

  /** Of a large view: as the data of its event, as the text of the message, and as it is sent. */
  private static final int COPIES = 3;

  /** An image that was just pushed has changed: nothing cached is used. */
  private static final RequestOptions PUSHED =
      RequestOptions.builder().maxAge(Duration.ZERO).build();

  private final Inspections inspections;
  private final JsonResponses responses;
  private final ResultEvents results;
  private final Optional<EventSink> sink;
  private final int concurrency;

  /**
   * @param responses writes large results, which need memory
   * @param sink where results are sent; empty if they are in the response
   * @param concurrency inspections for one push event at once
   */
  public EventInspections(
      Inspections inspections,
      JsonResponses responses,
      ResultEvents results,
      Optional<EventSink> sink,
      int concurrency) {
    this.inspections = inspections;
    this.responses = responses;
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
  public Uni<Result> inspect(
      ReadRequest request, TriggerEvent cause, InspectionContext context, HeldMemory held) {
    return result(request, cause, context, held)
        .invoke(
            result -> {
              if (result.outcome() instanceof InspectionResult.Failed failed
                  && failed.failure().isTransient()) {
                throw new RetryableEventException(failed.view());
              }
            });
  }

  /** The same; the result is also sent to the sink if there is one. */
  public Uni<Result> inspectAndSend(
      ReadRequest request, TriggerEvent cause, InspectionContext context, HeldMemory held) {
    return inspect(request, cause, context, held).call(this::send);
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
  public Uni<List<Result>> inspectAndSend(
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
    ReadRequest request = ReadRequest.of(InspectRequest.of(image.imageName(), PUSHED));
    TriggerEvent cause = new TriggerEvent(image.eventId(), trace);
    InspectionContext context = inspections.begin(whole);
    Runnable unlinked = whole.onEnd(context::end);
    Uni<Result> result =
        push.source().redelivers()
            ? inspectAndSend(request, cause, context, held)
            : result(request, cause, context, held).call(this::send);
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

  private Uni<InspectionResult> outcome(ReadRequest request, InspectionContext context) {
    return inspections
        .inspect(request, context)
        .onFailure(InspectionGate.Full.class)
        .transform(full -> new RetryableEventException(HttpErrorResponses.of(503)));
  }

  private Uni<Result> result(
      ReadRequest request, TriggerEvent cause, InspectionContext context, HeldMemory held) {
    return responses.respond(
        request.imageName(),
        context,
        () -> outcome(request, context),
        outcome -> result(request, outcome, cause),
        found -> large(request, found, cause, held));
  }

  private Uni<Result> large(
      ReadRequest request, InspectionResult.Inspected found, TriggerEvent cause, HeldMemory held) {
    return responses
        .bytes(found.view(), request.imageName())
        .flatMap(
            data ->
                responses
                    .reserve((long) COPIES * data.length, held)
                    .map(
                        taken ->
                            new Result(
                                found, results.of(found, data, request.imageName(), cause))));
  }

  private Result result(ReadRequest request, InspectionResult outcome, TriggerEvent cause) {
    return new Result(outcome, results.of(outcome, request.imageName(), cause));
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
