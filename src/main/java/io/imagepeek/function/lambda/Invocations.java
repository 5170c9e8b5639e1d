package io.imagepeek.function.lambda;

import com.fasterxml.jackson.databind.JsonNode;
import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import io.imagepeek.function.HttpErrorResponses;
import io.imagepeek.function.InspectionGate;
import io.imagepeek.function.Inspections;
import io.imagepeek.function.ReadRequest;
import io.imagepeek.function.RequestReader;
import io.imagepeek.function.batch.BatchInspections;
import io.imagepeek.function.batch.BatchResponse;
import io.imagepeek.function.event.RetryableEventException;
import io.imagepeek.source.InspectionContext;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.function.Supplier;

/**
 * Dispatches an invocation by the form of its payload: a direct call for one image or several, an
 * event, a batch of SQS messages, or an HTTP request.
 */
final class Invocations {

  private final Inspections inspections;
  private final RequestReader reader;
  private final BatchInspections batches;
  private final SingleEvent single;
  private final SqsBatch messages;
  private final HttpInvocation http;
  private final ResponseWriter writer;

  Invocations(
      Inspections inspections,
      RequestReader reader,
      BatchInspections batches,
      SingleEvent single,
      SqsBatch messages,
      HttpInvocation http,
      ResponseWriter writer) {
    this.inspections = inspections;
    this.reader = reader;
    this.batches = batches;
    this.single = single;
    this.messages = messages;
    this.http = http;
    this.writer = writer;
  }

  /**
   * Serves an invocation.
   *
   * @param invocationId Lambda's id of it
   * @param whole the time for all of it
   * @return JSON within Lambda's limit; fails with {@link TransientFailure} if Lambda must retry
   *     it, and otherwise only with {@link OutOfMemoryError}
   */
  Uni<byte[]> respond(byte[] input, String invocationId, InspectionContext whole) {
    JsonNode tree;
    try {
      tree = reader.parse(input);
    } catch (InvalidInspectParameters malformed) {
      return direct(() -> call(new ReadRequest.Invalid(null, malformed), whole));
    }
    if (SqsBatch.recognises(tree)) {
      return repeated(() -> messages.respond(tree, whole).map(writer::write));
    }
    if (HttpInvocation.recognises(tree)) {
      return http.respond(tree, whole);
    }
    if (SingleEvent.recognises(tree)) {
      return repeated(() -> single.inspect(tree, invocationId, whole).map(this::event));
    }
    return BatchInspections.recognises(tree)
        ? direct(() -> batches.respond(tree, batches.begin(whole.remaining())).map(this::batch))
        : direct(() -> call(reader.read(tree), whole));
  }

  private Uni<byte[]> call(ReadRequest request, InspectionContext whole) {
    return inspections
        .inspect(request, inspections.begin(whole))
        .map(
            outcome ->
                writer.write(outcome.view(), () -> ResponseWriter.tooLarge(request.imageName())));
  }

  private byte[] batch(BatchResponse response) {
    try {
      BatchTruncation fit = new BatchTruncation(ResponseWriter.MOST, writer::size);
      return writer.write(fit.fitted(response.view()));
    } finally {
      response.held().letGo();
    }
  }

  /** The results of an event. Lambda discards them, unless the invocation is synchronous. */
  private byte[] event(SingleEvent.EventResults event) {
    List<Object> views = event.results().stream().map(result -> result.outcome().view()).toList();
    return writer.write(
        views.size() > 1 ? views : views.stream().findFirst().orElse(null),
        () ->
            event.isSent()
                ? new SentResults(views.size(), ResponseWriter.omission())
                : ResponseWriter.tooLarge(event.results().get(0).event().getSubject()));
  }

  /** A direct call: an error is its result, too. */
  private Uni<byte[]> direct(Supplier<Uni<byte[]>> call) {
    return Uni.createFrom()
        .deferred(call::get)
        .onFailure(InspectionGate.Full.class)
        .recoverWithItem(() -> writer.write(HttpErrorResponses.of(503)))
        .onFailure(UnexpectedErrors::canRespond)
        .recoverWithItem(error -> writer.write(UnexpectedErrors.logged(error)));
  }

  /** An event: a transient failure makes Lambda retry it. */
  private static Uni<byte[]> repeated(Supplier<Uni<byte[]>> event) {
    return Uni.createFrom()
        .deferred(event::get)
        .onFailure(RetryableEventException.class)
        .transform(failure -> new TransientFailure(failure.view().error()))
        .onFailure(UnexpectedErrors::canRespond)
        .transform(UnexpectedErrors::toRetry);
  }
}
