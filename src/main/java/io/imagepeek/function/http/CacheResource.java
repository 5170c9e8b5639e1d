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

/** What the instance that is reached remembers of images. */
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
   * Forgets the image that the query names: 204, whether anything was known of it or not. Where the
   * operator has set a secret for webhooks, it has to be proven here, too.
   */
  @DELETE
  public Response forget(
      @Context RoutingContext http, @Context HttpHeaders headers, @Context UriInfo uri) {
    // What has none was not read.
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
