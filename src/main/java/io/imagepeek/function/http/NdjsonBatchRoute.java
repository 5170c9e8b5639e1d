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
 * Several images over HTTP for those who prefer newline-delimited JSON: each result is a line that
 * is sent when it is there. All others are answered by {@link BatchResource}.
 */
@ApplicationScoped
class NdjsonBatchRoute {

  /** As newline-delimited JSON is called (github.com/ndjson/ndjson-spec). */
  private static final String LINES = "application/x-ndjson";

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
    if (HttpPipeline.apiPath(http).orElse(null) == ApiPath.INSPECTIONS && preferred(http)) {
      send(http);
    } else {
      http.next();
    }
  }

  /** RFC 9110 §12.5.1; of two that are as welcome, the one that is named, else JSON. */
  private static boolean preferred(RoutingContext http) {
    Welcome lines = Welcome.of(LINES, http);
    Welcome whole = Welcome.of(JsonMediaType.NAME, http);
    return lines.weight > whole.weight
        || (lines.weight > 0 && lines.weight == whole.weight && lines.precision > whole.precision);
  }

  /**
   * How welcome a media type is.
   *
   * @param precision of the range by which it is: 3 for the type itself, 0 for none
   */
  private record Welcome(float weight, int precision) {

    static Welcome of(String type, RoutingContext http) {
      Welcome best = new Welcome(0, 0);
      for (MIMEHeader range : http.parsedHeaders().accept()) {
        int precision = precision(type, range);
        if (precision > best.precision) {
          best = new Welcome(range.weight(), precision);
        }
      }
      return best;
    }

    private static int precision(String type, MIMEHeader range) {
      // Not the components: of a field with one range they are null before its value is read.
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

  /** Sends a line; it is sent when the connection has taken it, and not before. */
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
      return Future.failedFuture(new Gone());
    }
    if (!response.headWritten()) {
      response.setChunked(true).putHeader(HttpHeaders.CONTENT_TYPE, LINES);
    }
    return response.write(text(line)).recover(failure -> Future.failedFuture(new Gone()));
  }

  private Buffer text(Object line) {
    return Buffer.buffer(json.bytes(line)).appendByte((byte) '\n');
  }

  private void failed(RoutingContext http, Throwable failure) {
    HttpServerResponse response = http.response();
    if (failure instanceof Gone) {
      return;
    }
    if (failure instanceof InvalidInspectParameters invalid) {
      pipeline.sendError(response, ErrorResponse.of(invalid, null));
    } else if (!response.headWritten()) {
      http.fail(failure);
    } else {
      LOG.error("internal error: an NDJSON response failed", failure);
      // What is missing must show: an answer that ended in order would seem to be whole.
      response.reset();
    }
  }

  /** The caller takes no more. */
  private static final class Gone extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Gone() {
      super("the connection was closed", null, false, false);
    }
  }
}
