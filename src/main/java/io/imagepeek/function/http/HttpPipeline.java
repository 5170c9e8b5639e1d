package io.imagepeek.function.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.imagepeek.failure.InspectFailure;
import io.imagepeek.function.ApiPath;
import io.imagepeek.function.ErrorResponse;
import io.imagepeek.function.HttpErrorResponses;
import io.imagepeek.function.InspectionGate;
import io.imagepeek.function.JsonMediaType;
import io.imagepeek.function.JsonWriter;
import io.imagepeek.function.RequestReader;
import io.imagepeek.function.ResponseHeaders;
import io.imagepeek.function.ServingSettings;
import io.imagepeek.function.event.RetryableEventException;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * What every request passes, whichever endpoint it is for: headers, refusals, the limit of bodies,
 * and error JSON for what fails outside the endpoints.
 */
@ApplicationScoped
class HttpPipeline {

  private static final Logger LOG = Logger.getLogger(HttpPipeline.class);

  /** Quarkus serves health, metrics and the API's description below this path. */
  static final String MANAGEMENT = "/q/";

  /** The only HTML page, in dev mode alone. It needs scripts, which the headers would forbid. */
  private static final String SWAGGER_UI = "/q/swagger-ui";

  private static final String JSON_WITH_CHARSET = JsonMediaType.NAME + ";charset=UTF-8";

  private final JsonWriter json;
  private final RequestReader reader;
  private final ServingSettings settings;
  private final GracefulShutdown shutdown;
  private final RequestOriginFilter origins;
  private final RequestBodies bodies;

  HttpPipeline(
      ObjectMapper json,
      RequestReader reader,
      ServingSettings settings,
      GracefulShutdown shutdown,
      RequestOriginFilter origins,
      RequestBodies bodies) {
    this.json = new JsonWriter(json);
    this.reader = reader;
    this.settings = settings;
    this.shutdown = shutdown;
    this.origins = origins;
    this.bodies = bodies;
  }

  void open(@Observes Router router) {
    // These have one order, and run in the order in which they are added.
    int first = RouteOrder.PIPELINE.number();
    router.route().order(first).handler(HttpPipeline::addHeaders);
    router.route().order(first).handler(shutdown::admit).failureHandler(this::sendError);
    router.route().order(first).handler(origins::admit).failureHandler(this::sendError);
    router.route().order(first).handler(bodies::read).failureHandler(this::sendError);
    router.route().order(first).handler(HttpPipeline::admit).failureHandler(this::sendError);
    router
        .route()
        .order(RouteOrder.CLIENT_WATCH.number())
        .handler(HttpPipeline::watchClientAndContentType);
    router.post().order(RouteOrder.FUNCTION_INPUT.number()).handler(this::refuseMalformedInput);
  }

  /** The entry of a request's path; empty for management, and where there is nothing. */
  static Optional<ApiPath> apiPath(RoutingContext http) {
    return ApiPath.at(http.normalizedPath());
  }

  /** Whether Quarkus itself serves a request. */
  static boolean isManagement(RoutingContext http) {
    String path = http.normalizedPath();
    return path.startsWith(MANAGEMENT) && path.length() > MANAGEMENT.length();
  }

  /**
   * The body of a request. Resources take it from here: Quarkus REST 3.34 reads a body that is
   * larger than its buffer as zeros (quarkus issue 48777).
   */
  static byte[] body(RoutingContext http) {
    return http.body().buffer().getBytes();
  }

  /** Before anything can fail: a browser might show an error response, too. */
  private static void addHeaders(RoutingContext http) {
    // The path as it was sent: one that cannot be decoded is an error of a later step.
    String path = http.request().path();
    if (path == null || !path.startsWith(SWAGGER_UI)) {
      ResponseHeaders.ALWAYS.forEach(http.response()::putHeader);
    }
    http.next();
  }

  private static void admit(RoutingContext http) {
    // Funqy would call a request malformed that has another method.
    if (isForFunction(http) && !http.request().method().equals(HttpMethod.POST)) {
      http.fail(405);
    } else {
      decodeQuery(http);
    }
  }

  private static boolean isForFunction(RoutingContext http) {
    return apiPath(http).filter(path -> !path.isResource()).isPresent();
  }

  private static void watchClientAndContentType(RoutingContext http) {
    ClientDisconnects.watch(http);
    http.addHeadersEndHandler(now -> removeCharset(http.response().headers()));
    http.next();
  }

  /** JAX-RS adds a charset, which JSON does not have (RFC 8259 §11). */
  private static void removeCharset(MultiMap headers) {
    if (JSON_WITH_CHARSET.equals(headers.get(HttpHeaders.CONTENT_TYPE))) {
      headers.set(HttpHeaders.CONTENT_TYPE, JsonMediaType.NAME);
    }
  }

  /**
   * Refuses malformed JSON before Funqy reads it: Funqy would log what it cannot read, and with it
   * a password.
   */
  private void refuseMalformedInput(RoutingContext http) {
    if (isForFunction(http) && http.body().length() > 0) {
      try {
        reader.parse(body(http));
      } catch (InspectFailure malformed) {
        sendError(http.response(), ErrorResponse.of(malformed, null));
        return;
      }
    }
    http.next();
  }

  /** A query that cannot be decoded fails here, where the response has error JSON. */
  private static void decodeQuery(RoutingContext http) {
    http.queryParams();
    http.next();
  }

  /** Sends the error JSON of a request that failed. */
  void sendError(RoutingContext failed) {
    HttpServerResponse response = failed.response();
    if (failed.failure() instanceof HttpClosedException) {
      return; // The client has disconnected.
    }
    if (response.ended() || response.headWritten()) {
      failed.next();
      return;
    }
    int status = status(failed);
    ErrorResponse view;
    if (failed.failure() instanceof RetryableEventException redeliver) {
      view = redeliver.view();
    } else if (failed.failure() instanceof InspectionGate.Full) {
      view = HttpErrorResponses.of(503);
    } else if (failed.failure() instanceof UnavailableException now) {
      view = HttpErrorResponses.of(503, now.getMessage() + "; try again later");
    } else if (status >= 400 && status < 500) {
      String reason = status == 415 ? ContentTypes.refusal(failed) : null;
      view = reason == null ? HttpErrorResponses.of(status) : HttpErrorResponses.of(status, reason);
    } else {
      LOG.error("internal error: a request failed", failed.failure());
      view = ErrorResponse.ofDefect(failed.failure());
    }
    if (view.statusCode() == 503) {
      response.putHeader("Retry-After", HttpErrorResponses.retryAfter(settings));
    }
    if (status == 405) {
      response.putHeader("Allow", allow(failed.normalizedPath()));
    }
    boolean unread = RequestBodies.hasBody(failed) && !failed.request().isEnded();
    if (unread) {
      response.putHeader(HttpHeaders.CONNECTION, "close");
    }
    sendError(response, view);
    if (unread) {
      IncomingBody.hangUp(failed);
    }
  }

  /** The value of {@code Allow} for a path. */
  static String allow(String path) {
    return ApiPath.at(path).map(ApiPath::allow).orElse("POST");
  }

  private static int status(RoutingContext failed) {
    if (failed.statusCode() == 406) {
      // Funqy's status for a method or a content type that it does not take.
      return failed.request().method().equals(HttpMethod.POST) ? 415 : 405;
    }
    return failed.statusCode();
  }

  /** Sends error JSON. */
  void sendError(HttpServerResponse response, ErrorResponse view) {
    ResponseHeaders.ALWAYS.forEach(response::putHeader);
    response
        .setStatusCode(view.statusCode())
        .putHeader(HttpHeaders.CONTENT_TYPE, JsonMediaType.NAME)
        .end(Buffer.buffer(json.bytes(view)));
  }
}
