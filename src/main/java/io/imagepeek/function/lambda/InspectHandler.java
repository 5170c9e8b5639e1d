package io.imagepeek.function.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.imagepeek.function.Inspections;
import io.imagepeek.function.OutOfMemory;
import io.imagepeek.function.RequestReader;
import io.imagepeek.function.ServingSettings;
import io.imagepeek.function.batch.BatchInspections;
import io.imagepeek.function.batch.BatchSettings;
import io.imagepeek.function.event.EventInspections;
import io.imagepeek.function.event.EventSettings;
import io.imagepeek.function.webhook.PushEventReader;
import io.imagepeek.source.InspectionContext;
import io.imagepeek.source.SteadyClock;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionException;

/** The function on AWS Lambda: one handler for all invocations, under either name. */
@Singleton
@Named(InspectHandler.NAME)
public class InspectHandler implements RequestStreamHandler {

  /** The name in {@code QUARKUS_LAMBDA_HANDLER}. */
  static final String NAME = "inspectAnImage";

  private final Inspections inspections;
  private final SteadyClock clock;
  private final Invocations invocations;
  private final ProcessEnd end;
  private final Duration reserve;

  @Inject
  InspectHandler(
      Inspections inspections,
      RequestReader reader,
      BatchInspections batches,
      EventInspections events,
      PushEventReader pushEvents,
      ObjectMapper json,
      ServingSettings serving,
      EventSettings eventSettings,
      BatchSettings batchSettings,
      SteadyClock clock,
      ProcessEnd end) {
    this.inspections = inspections;
    this.clock = clock;
    this.end = end;
    this.reserve = serving.lambdaReserve();
    SingleEvent single =
        new SingleEvent(inspections, reader, events, pushEvents, reserve.dividedBy(2));
    ResponseWriter writer = new ResponseWriter(json);
    this.invocations =
        new Invocations(
            inspections,
            reader,
            batches,
            single,
            new SqsBatch(reader, single, eventSettings.concurrency()),
            new HttpInvocation(
                inspections,
                reader,
                batches,
                serving,
                batchSettings.body().asLongValue(),
                writer,
                json),
            writer);
  }

  /**
   * Serves an invocation within its remaining time.
   *
   * @throws TransientFailure if Lambda must deliver an event again
   * @throws OutOfMemoryError if memory is out
   */
  @Override
  public void handleRequest(InputStream input, OutputStream output, Context invocation)
      throws IOException {
    try {
      output.write(respond(input, invocation));
    } catch (Error | CompletionException failed) {
      throw failure(failed);
    }
  }

  private byte[] respond(InputStream input, Context invocation) throws IOException {
    InspectionContext whole = begin(Duration.ofMillis(invocation.getRemainingTimeInMillis()));
    String id = invocation.getAwsRequestId();
    return invocations
        .respond(input.readAllBytes(), id == null ? "" : id, whole)
        .await()
        .indefinitely();
  }

  /**
   * A failure that every runtime reports as the response.
   *
   * @throws OutOfMemoryError if memory is out: then the process ends
   */
  private TransientFailure failure(Throwable failed) {
    Optional<OutOfMemoryError> memoryOut = OutOfMemory.in(failed);
    if (memoryOut.isPresent()) {
      end.soon();
      throw memoryOut.get();
    }
    return UnexpectedErrors.toRetry(failed);
  }

  /**
   * The time for all inspections of an invocation, which may be more than that of each. If the
   * remaining time is unknown, which is never so on Lambda, it is the time of one inspection.
   */
  private InspectionContext begin(Duration left) {
    if (left.isNegative() || left.isZero()) {
      return inspections.begin();
    }
    Duration usable = left.minus(reserve);
    return new InspectionContext(clock, usable.isNegative() ? Duration.ZERO : usable);
  }
}
