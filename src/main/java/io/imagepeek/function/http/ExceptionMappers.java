package io.imagepeek.function.http;

import io.imagepeek.function.ErrorResponse;
import io.imagepeek.function.HttpErrorResponses;
import io.imagepeek.function.InspectionGate;
import io.imagepeek.function.ServingSettings;
import io.imagepeek.function.event.RetryableEventException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Answers in JSON whatever goes wrong before or beside an inspection. */
public class ExceptionMappers {

  private static final Logger LOG = Logger.getLogger(ExceptionMappers.class);

  private final ServingSettings settings;

  ExceptionMappers(ServingSettings settings) {
    this.settings = settings;
  }

  /** Unknown paths, wrong methods, wrong content types, oversized bodies. */
  @ServerExceptionMapper
  public Response ofHttp(WebApplicationException failure, UriInfo uri) {
    int status = failure.getResponse().getStatus();
    Response.ResponseBuilder response = json(status, HttpErrorResponses.of(status));
    if (status == 405) {
      // RFC 9110 §15.5.6: it must be said.
      response.header("Allow", allowed(uri.getPath()));
    }
    return response.build();
  }

  /** The methods that a resource takes. */
  static String allowed(String path) {
    // A resource is also reached with a slash behind its path.
    return switch (path.endsWith("/") ? path.substring(0, path.length() - 1) : path) {
      case InspectResource.PATH -> "GET, HEAD, OPTIONS, POST";
      case CacheResource.PATH -> "DELETE, OPTIONS";
      default -> "OPTIONS, POST";
    };
  }

  /** More inspections than there are places for. */
  @ServerExceptionMapper
  public Response ofGate(InspectionGate.Full full) {
    return json(503, HttpErrorResponses.of(503))
        .header("Retry-After", HttpErrorResponses.retryAfter(settings))
        .build();
  }

  /** What cannot be dealt with now, for a sender that delivers again. */
  @ServerExceptionMapper
  public Response ofEvent(RetryableEventException failure) {
    ErrorResponse view = failure.view();
    Response.ResponseBuilder response = json(view.statusCode(), view);
    if (view.statusCode() == 503) {
      response.header("Retry-After", HttpErrorResponses.retryAfter(settings));
    }
    return response.build();
  }

  /** A defect of ours. */
  @ServerExceptionMapper
  public Response ofDefect(Throwable defect) {
    LOG.error("a request failed for a reason of our own", defect);
    ErrorResponse view = ErrorResponse.ofDefect(defect);
    return json(view.statusCode(), view).build();
  }

  private static Response.ResponseBuilder json(int status, ErrorResponse view) {
    return Response.status(status).type(MediaType.APPLICATION_JSON_TYPE).entity(view);
  }
}
