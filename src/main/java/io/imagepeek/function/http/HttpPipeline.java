package io.imagepeek.function.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.imagepeek.failure.InspectFailure;
import io.imagepeek.function.ErrorResponse;
import io.imagepeek.function.HttpErrorResponses;
import io.imagepeek.function.InspectionGate;
import io.imagepeek.function.JsonMediaType;
import io.imagepeek.function.JsonWriter;
import io.imagepeek.function.RequestReader;
import io.imagepeek.function.ResponseHeaders;
import io.imagepeek.function.ServingSettings;
import io.imagepeek.function.event.RetryableEventException;
import io.quarkus.vertx.http.runtime.RouteConstants;
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
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * What every request passes, whichever face it is for: the bound on bodies, and error JSON for what
 * fails below the faces.
 */
@ApplicationScoped
class HttpPipeline {

  private static final Logger LOG = Logger.getLogger(HttpPipeline.class);

  /**
   * Before the server's own check of the body's size, which answers without a body; but behind dev
   * mode's live reload, which hands the request to the new application with its body unread.
   */
  private static final int FIRST = RouteConstants.ROUTE_ORDER_HOT_REPLACEMENT + 1;

  /** Where requests come that are for the functions. */
  static final int FUNCTIONS = FIRST + 10;

  /** The path of the function that inspects. */
  static final String INSPECT_FUNCTION = "/inspectAnImage";

  /** The path of the function that inspects several images. */
  private static final String BATCH_FUNCTION = "/inspectImages";

  /** These read their bodies themselves, and answer all that is wrong with them. */
  private static final Set<String> RESOURCES =
      Set.of(InspectResource.PATH, BatchResource.PATH, CacheResource.PATH, EventsResource.PATH);

  private static final Set<String> BATCHES = Set.of(BatchResource.PATH, BATCH_FUNCTION);

  /** These take a POST alone; the functions' binding would call anything else malformed. */
  private static final Set<String> POST_ONLY =
      Set.of(CloudEventRoute.ROOT, INSPECT_FUNCTION, BATCH_FUNCTION);

  /** Where Quarkus has what is for operators. */
  static final String MANAGEMENT = "/q/";

  /** The one page, of dev mode alone: it is made of scripts. */
  private static final String SWAGGER_UI = "/q/swagger-ui";

  private static final String JSON_WITH_CHARSET = JsonMediaType.NAME + ";charset=UTF-8";

  private final JsonWriter json;
  private final RequestReader reader;
  private final ServingSettings settings;
  private final GracefulShutdown ending;
  private final RequestOriginFilter admission;
  private final RequestBodies bodies;

  HttpPipeline(
      ObjectMapper json,
      RequestReader reader,
      ServingSettings settings,
      GracefulShutdown ending,
      RequestOriginFilter admission,
      RequestBodies bodies) {
    this.json = new JsonWriter(json);
    this.reader = reader;
    this.settings = settings;
    this.ending = ending;
    this.admission = admission;
    this.bodies = bodies;
  }

  void open(@Observes Router router) {
    router.route().order(FIRST).handler(HttpPipeline::protect);
    router.route().order(FIRST).handler(ending::admit).failureHandler(this::answer);
    router.route().order(FIRST).handler(admission::admit).failureHandler(this::answer);
    router.route().order(FIRST).handler(bodies::read).failureHandler(this::answer);
    // The server's own reader of bodies has this order, too, and comes behind those that are here.
    router.route().order(FIRST).handler(HttpPipeline::admit).failureHandler(this::answer);
    router.route().order(FIRST + 1).handler(HttpPipeline::watchCaller);
    router.post().order(FUNCTIONS).handler(this::refuseMalformedInput);
  }

  /** Whether there is anything at a path. */
  static boolean isKnown(String path) {
    return RESOURCES.contains(path) || POST_ONLY.contains(path) || path.startsWith(MANAGEMENT);
  }

  /** Whether a path takes several images at once. */
  static boolean isBatch(String path) {
    return BATCHES.contains(path);
  }

  /** Whether a path is a resource's, and not a function's. */
  static boolean isResource(String path) {
    return RESOURCES.contains(path);
  }

  /**
   * The body of a request. Resources take it from here: read by Quarkus REST 3.34, one that is
   * larger than its buffer would be all zeros (quarkus issue 48777).
   */
  static byte[] body(RoutingContext http) {
    return http.body().buffer().getBytes();
  }

  /** The path of a request, by which a resource is also reached with a slash behind it. */
  static String path(RoutingContext http) {
    String path = http.normalizedPath();
    return path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }

  /** Before anything can fail: an error, too, is an answer that a browser might show. */
  private static void protect(RoutingContext http) {
    // As it was written: what cannot be decoded is an error of a later step.
    String path = http.request().path();
    if (path == null || !path.startsWith(SWAGGER_UI)) {
      ResponseHeaders.ALWAYS.forEach(http.response()::putHeader);
    }
    http.next();
  }

  private static void admit(RoutingContext http) {
    if (!http.request().method().equals(HttpMethod.POST) && POST_ONLY.contains(path(http))) {
      http.fail(405);
    } else {
      decodeQuery(http);
    }
  }

  private static void watchCaller(RoutingContext http) {
    ClientDisconnects.watch(http);
    http.addHeadersEndHandler(now -> nameJsonAlike(http.response().headers()));
    http.next();
  }

  /** Resources say a charset, which JSON does not have (RFC 8259 §11); the others do not. */
  private static void nameJsonAlike(MultiMap headers) {
    if (JSON_WITH_CHARSET.equals(headers.get(HttpHeaders.CONTENT_TYPE))) {
      headers.set(HttpHeaders.CONTENT_TYPE, JsonMediaType.NAME);
    }
  }

  /**
   * Answers malformed JSON before a function sees it: the functions' own reader would write what it
   * could not read to the log, and with it a password.
   */
  private void refuseMalformedInput(RoutingContext http) {
    if (POST_ONLY.contains(path(http)) && http.body().length() > 0) {
      try {
        reader.parse(body(http));
      } catch (InspectFailure malformed) {
        answer(http.response(), ErrorResponse.of(malformed, null));
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

  /** Answers what has failed. */
  void answer(RoutingContext failed) {
    HttpServerResponse response = failed.response();
    if (failed.failure() instanceof HttpClosedException) {
      return; // The caller has gone: there is nobody to answer, and nothing has failed.
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
      String refusal = status == 415 ? ContentTypes.refusal(path(failed), failed.request()) : null;
      view =
          refusal == null ? HttpErrorResponses.of(status) : HttpErrorResponses.of(status, refusal);
    } else {
      LOG.error("a request failed for a reason of our own", failed.failure());
      view = ErrorResponse.ofDefect(failed.failure());
    }
    if (view.statusCode() == 503) {
      response.putHeader("Retry-After", HttpErrorResponses.retryAfter(settings));
    }
    if (status == 405) {
      response.putHeader("Allow", allowed(path(failed)));
    }
    boolean unread = RequestBodies.hasBody(failed) && !failed.request().isEnded();
    if (unread) {
      response.putHeader(HttpHeaders.CONNECTION, "close");
    }
    answer(response, view);
    if (unread) {
      IncomingBody.hangUp(failed);
    }
  }

  /** The methods that a path takes, as {@code Allow} has them. */
  static String allowed(String path) {
    return isResource(path) ? ExceptionMappers.allowed(path) : "POST";
  }

  private static int status(RoutingContext failed) {
    if (failed.statusCode() == 406) {
      // The functions' word for a method or a content type that they do not take.
      return failed.request().method().equals(HttpMethod.POST) ? 415 : 405;
    }
    return failed.statusCode();
  }

  /** Answers with error JSON, also what the router refuses before anything here has seen it. */
  void answer(HttpServerResponse response, ErrorResponse view) {
    ResponseHeaders.ALWAYS.forEach(response::putHeader);
    response
        .setStatusCode(view.statusCode())
        .putHeader(HttpHeaders.CONTENT_TYPE, JsonMediaType.NAME)
        .end(Buffer.buffer(json.bytes(view)));
  }
}
