package io.imagepeek.function.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.imagepeek.failure.InspectFailure;
import io.imagepeek.function.ErrorView;
import io.imagepeek.function.HttpErrorBody;
import io.imagepeek.function.InspectionGate;
import io.imagepeek.function.RequestReader;
import io.imagepeek.function.ServingSettings;
import io.quarkus.runtime.configuration.MemorySize;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * What every request passes, whichever face it is for: the bound on bodies, and error JSON for what
 * fails below the faces.
 */
@ApplicationScoped
class FrontDoor {

  private static final Logger LOG = Logger.getLogger(FrontDoor.class);

  /** Before the server's own check of the body's size, which answers without a body. */
  private static final int FIRST = Integer.MIN_VALUE;

  private final ObjectMapper json;
  private final RequestReader reader;
  private final ServingSettings settings;
  private final long bodyLimit;

  FrontDoor(
      ObjectMapper json,
      RequestReader reader,
      ServingSettings settings,
      @ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize bodyLimit) {
    this.json = json;
    this.reader = reader;
    this.settings = settings;
    this.bodyLimit = bodyLimit.asLongValue();
  }

  void open(@Observes Router router) {
    router
        .post()
        .order(FIRST)
        .handler(BodyHandler.create(false).setBodyLimit(bodyLimit))
        .failureHandler(this::answer);
    router.route().order(FIRST + 1).handler(this::admit).failureHandler(this::answer);
    router.route().order(FIRST + 2).handler(FrontDoor::watchCaller);
    router.post().order(FIRST + 3).handler(this::refuseMalformedInput);
  }

  @SuppressWarnings("deprecation") // setBody: what replaces it is internal to the router
  private void admit(RoutingContext http) {
    if (http.request().method().equals(HttpMethod.POST)) {
      if (http.body().buffer() == null) {
        // Left as it is, those behind would wait for a body that has been read, and was empty.
        http.setBody(Buffer.buffer());
      }
    } else if (declaredLength(http) > bodyLimit) {
      http.fail(413);
      return;
    }
    decodeQuery(http);
  }

  private static long declaredLength(RoutingContext http) {
    String length = http.request().getHeader(HttpHeaders.CONTENT_LENGTH);
    // The server has refused what is no number before.
    return length == null ? 0 : Long.parseLong(length);
  }

  private static void watchCaller(RoutingContext http) {
    Callers.watch(http);
    http.next();
  }

  /**
   * Answers malformed JSON before a function sees it: the functions' own reader would write what it
   * could not read to the log, and with it a password.
   */
  private void refuseMalformedInput(RoutingContext http) {
    if (http.normalizedPath().equals(InspectResource.PATH)) {
      http.next(); // it reads its body itself, and logs what came of it
      return;
    }
    String type = http.request().getHeader(HttpHeaders.CONTENT_TYPE);
    boolean event =
        http.request().headers().contains("ce-id")
            || (type != null && type.startsWith("application/cloudevents"));
    boolean json = type != null && type.startsWith("application/json");
    if ((event || json) && http.body().length() > 0) {
      try {
        reader.parse(http.body().buffer().getBytes());
      } catch (InspectFailure malformed) {
        answer(
            http.response(),
            event ? HttpErrorBody.of(400, malformed.error()) : ErrorView.of(malformed, null));
        return;
      }
    }
    http.next();
  }

  /** A query that cannot be decoded fails here, where it gets an answer with a body. */
  private static void decodeQuery(RoutingContext http) {
    http.queryParams();
    http.next();
  }

  private void answer(RoutingContext failed) {
    HttpServerResponse response = failed.response();
    if (response.ended() || response.headWritten()) {
      failed.next();
      return;
    }
    int status = status(failed);
    ErrorView view;
    if (failed.failure() instanceof InspectionGate.Full) {
      view = HttpErrorBody.of(503);
      response.putHeader("Retry-After", HttpErrorBody.retryAfter(settings));
    } else if (status >= 400 && status < 500) {
      view = HttpErrorBody.of(status);
    } else {
      LOG.error("a request failed for a reason of our own", failed.failure());
      view = ErrorView.ofDefect(failed.failure());
    }
    if (status == 405) {
      response.putHeader("Allow", "POST");
    }
    if (status == 413) {
      // The rest of the body is still on its way, and nobody will read it.
      response.putHeader(HttpHeaders.CONNECTION, "close");
    }
    answer(response, view);
  }

  private static int status(RoutingContext failed) {
    if (failed.statusCode() == 406) {
      // The functions' word for a method or a content type that they do not take.
      return failed.request().method().equals(HttpMethod.POST) ? 415 : 405;
    }
    return failed.statusCode();
  }

  private void answer(HttpServerResponse response, ErrorView view) {
    response
        .setStatusCode(view.statusCode())
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
        .end(body(view));
  }

  private Buffer body(ErrorView view) {
    try {
      return Buffer.buffer(json.writeValueAsBytes(view));
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("an error view is always JSON", impossible);
    }
  }
}
