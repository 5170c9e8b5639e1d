package io.imagepeek.function.http;

import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import io.imagepeek.function.CacheInvalidation;
import io.imagepeek.function.ErrorResponse;
import io.imagepeek.function.HttpErrorResponses;
import io.imagepeek.function.webhook.WebhookSecrets;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;

/** The cache of the instance that serves the request. */
@Path("/inspections/cache")
@Produces(MediaType.APPLICATION_JSON)
public class CacheResource {

  private final CacheInvalidation cache;
  private final WebhookSecrets secrets;

  CacheResource(CacheInvalidation cache, WebhookSecrets secrets) {
    this.cache = cache;
    this.secrets = secrets;
  }

  /**
   * Removes the image that the query names from the cache: 204, whether it was there or not. Where
   * the operator has set a secret for webhooks, the request needs it, too.
   */
  @DELETE
  public Response remove(
      @Context RoutingContext http, @Context HttpHeaders headers, @Context UriInfo uri) {
    // Without one, no body was read.
    byte[] body = RequestBodies.hasBody(http) ? HttpPipeline.body(http) : new byte[0];
    if (!secrets.admits(body, headers::getHeaderString)) {
      return Response.status(401).entity(HttpErrorResponses.of(401)).build();
    }
    MultivaluedMap<String, String> query = uri.getQueryParameters();
    try {
      cache.forget(query);
      return Response.noContent().build();
    } catch (InvalidInspectParameters invalid) {
      ErrorResponse view = ErrorResponse.of(invalid, query.getFirst("imageName"));
      return Response.status(view.statusCode()).entity(view).build();
    }
  }
}
