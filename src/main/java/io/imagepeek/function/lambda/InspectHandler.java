package io.imagepeek.function.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.imagepeek.function.Inspections;
import io.imagepeek.function.RequestReader;
import io.imagepeek.function.ServingSettings;
import io.imagepeek.function.event.EventInspections;
import io.imagepeek.function.event.EventSettings;
import io.imagepeek.function.push.PushNotices;
import io.imagepeek.source.InspectionContext;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The function {@code inspectAnImage} on AWS Lambda. A deployment chooses it by its name, with
 * {@code QUARKUS_LAMBDA_HANDLER}, where there are others.
 */
@Named("inspectAnImage")
public class InspectHandler implements RequestStreamHandler {

  private final Inspections inspections;
  private final Invocations invocations;
  private final ObjectMapper json;
  private final Duration reserve;

  @Inject
  InspectHandler(
      Inspections inspections,
      RequestReader reader,
      EventInspections events,
      PushNotices notices,
      ObjectMapper json,
      ServingSettings serving,
      EventSettings eventSettings) {
    this.inspections = inspections;
    this.json = json;
    this.reserve = serving.lambdaReserve();
    SingleEvent single = new SingleEvent(inspections, reader, events, notices);
    this.invocations =
        new Invocations(
            inspections,
            reader,
            single,
            new SqsBatch(reader, single, eventSettings.concurrency()),
            new HttpInvocation(inspections, reader, serving, json),
            json);
  }

  /**
   * Answers an invocation, within the time that is left of it.
   *
   * @throws TransientFailure if an event is to be delivered again
   */
  @Override
  public void handleRequest(InputStream input, OutputStream output, Context invocation)
      throws IOException {
    InspectionContext whole = begin(Duration.ofMillis(invocation.getRemainingTimeInMillis()));
    String id = invocation.getAwsRequestId();
    @Nullable Object answer =
        invocations
            .answer(input.readAllBytes(), id == null ? "" : id, whole)
            .await()
            .indefinitely();
    json.writeValue(output, answer);
  }

  /** Lambda cuts an invocation off at its end: none is left where nothing is said of the time. */
  private InspectionContext begin(Duration left) {
    if (left.isNegative() || left.isZero()) {
      return inspections.begin();
    }
    Duration usable = left.minus(reserve);
    return inspections.begin(usable.isNegative() ? Duration.ZERO : usable);
  }
}
