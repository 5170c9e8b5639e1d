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

/** Maps exceptions outside an inspection to error JSON. */
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
      // RFC 9110 §15.5.6 requires it.
      response.header("Allow", HttpPipeline.allow(uri.getPath()));
    }
    return response.build();
  }

  /** All permits for inspections are taken. */
  @ServerExceptionMapper
  public Response ofGate(InspectionGate.Full full) {
    return json(503, HttpErrorResponses.of(503))
        .header("Retry-After", HttpErrorResponses.retryAfter(settings))
        .build();
  }

  /** An event failed for a transient reason, and its sender delivers it again. */
  @ServerExceptionMapper
  public Response ofEvent(RetryableEventException failure) {
    ErrorResponse view = failure.view();
    Response.ResponseBuilder response = json(view.statusCode(), view);
    if (view.statusCode() == 503) {
      response.header("Retry-After", HttpErrorResponses.retryAfter(settings));
    }
    return response.build();
  }

  /** Any other exception is an internal error. */
  @ServerExceptionMapper
  public Response ofDefect(Throwable defect) {
    LOG.error("internal error: a request failed", defect);
    ErrorResponse view = ErrorResponse.ofDefect(defect);
    return json(view.statusCode(), view).build();
  }

  private static Response.ResponseBuilder json(int status, ErrorResponse view) {
    return Response.status(status).type(MediaType.APPLICATION_JSON_TYPE).entity(view);
  }
}
