package io.imagepeek.function.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import io.imagepeek.function.ApiPath;
import io.imagepeek.function.ErrorResponse;
import io.imagepeek.function.JsonMediaType;
import io.imagepeek.function.JsonWriter;
import io.imagepeek.function.batch.BatchInspections;
import io.imagepeek.source.InspectionContext;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.MIMEHeader;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.jboss.logging.Logger;

/**
 * Inspects several images for clients that prefer newline-delimited JSON: each result is a line,
 * sent as soon as it is there. {@link BatchResource} serves all other clients.
 *
 * <p>This is a route because Quarkus REST 3.34 cannot negotiate it: of two methods that differ by
 * {@code @Produces} it takes the first where {@code Accept} matches neither, so that there is no
 * 406 and {@code q=0} has no effect.
 */
@ApplicationScoped
class NdjsonBatchRoute {

  /** The media type of newline-delimited JSON (github.com/ndjson/ndjson-spec). */
  private static final String NDJSON = "application/x-ndjson";

  private static final Logger LOG = Logger.getLogger(NdjsonBatchRoute.class);

  private final BatchInspections batches;
  private final HttpPipeline pipeline;
  private final JsonWriter json;

  NdjsonBatchRoute(BatchInspections batches, HttpPipeline pipeline, ObjectMapper json) {
    this.batches = batches;
    this.pipeline = pipeline;
    this.json = new JsonWriter(json);
  }

  void open(@Observes Router router) {
    router
        .post()
        .order(RouteOrder.NDJSON_BATCH.number())
        .handler(this::admit)
        .failureHandler(pipeline::sendError);
  }

  private void admit(RoutingContext http) {
    if (HttpPipeline.apiPath(http).orElse(null) == ApiPath.INSPECTIONS && prefersLines(http)) {
      send(http);
    } else {
      http.next();
    }
  }

  /** RFC 9110 §12.5.1. Of two with one weight the more precise range decides, then it is JSON. */
  private static boolean prefersLines(RoutingContext http) {
    Preference lines = Preference.of(NDJSON, http);
    Preference json = Preference.of(JsonMediaType.NAME, http);
    return lines.weight > json.weight
        || (lines.weight > 0 && lines.weight == json.weight && lines.precision > json.precision);
  }

  /**
   * How much a client prefers a media type.
   *
   * @param weight its {@code q}, from 0 to 1
   * @param precision of the range that matches: 3 for the type itself, 0 if no range matches
   */
  private record Preference(float weight, int precision) {

    static Preference of(String type, RoutingContext http) {
      Preference best = new Preference(0, 0);
      for (MIMEHeader range : http.parsedHeaders().accept()) {
        int precision = precision(type, range);
        if (precision > best.precision) {
          best = new Preference(range.weight(), precision);
        }
      }
      return best;
    }

    private static int precision(String type, MIMEHeader range) {
      // Not component(): Vert.x returns null for a field with one range until its value is read.
      String text = range.value().strip();
      if (text.equalsIgnoreCase(type)) {
        return 3;
      }
      if (text.equals("*/*")) {
        return 1;
      }
      return text.equalsIgnoreCase("application/*") ? 2 : 0;
    }
  }

  private void send(RoutingContext http) {
    InspectionContext whole = batches.begin();
    ClientDisconnects.endWhenGone(http, whole);
    Context connection = http.vertx().getOrCreateContext();
    HttpServerResponse response = http.response();
    batches
        .lines(HttpPipeline.body(http), whole)
        .onItem()
        .call(line -> written(line.view(), response, connection).invoke(line.written()))
        .subscribe()
        .with(
            line -> {},
            failure -> {
              whole.end();
              connection.runOnContext(now -> failed(http, failure));
            },
            () -> connection.runOnContext(now -> response.end()));
  }

  /** Sends a line. It completes when the connection has taken the line: a slow reader slows it. */
  private Uni<Void> written(Object line, HttpServerResponse response, Context connection) {
    return Uni.createFrom()
        .emitter(
            sent ->
                connection.runOnContext(
                    now -> {
                      try {
                        write(line, response).onSuccess(sent::complete).onFailure(sent::fail);
                      } catch (RuntimeException failure) {
                        sent.fail(failure);
                      }
                    }));
  }

  private Future<Void> write(Object line, HttpServerResponse response) {
    if (response.closed()) {
      return Future.failedFuture(new Disconnected());
    }
    if (!response.headWritten()) {
      response.setChunked(true).putHeader(HttpHeaders.CONTENT_TYPE, NDJSON);
    }
    return response.write(text(line)).recover(failure -> Future.failedFuture(new Disconnected()));
  }

  private Buffer text(Object line) {
    return Buffer.buffer(json.bytes(line)).appendByte((byte) '\n');
  }

  private void failed(RoutingContext http, Throwable failure) {
    HttpServerResponse response = http.response();
    if (failure instanceof Disconnected) {
      return;
    }
    if (failure instanceof InvalidInspectParameters invalid) {
      pipeline.sendError(response, ErrorResponse.of(invalid, null));
    } else if (!response.headWritten()) {
      http.fail(failure);
    } else {
      LOG.error("internal error: an NDJSON response failed", failure);
      // The client must notice that lines are missing: a response that ends in order looks
      // complete.
      response.reset();
    }
  }

  /** The client has disconnected. */
  private static final class Disconnected extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Disconnected() {
      super("the connection was closed", null, false, false);
    }
  }
}
