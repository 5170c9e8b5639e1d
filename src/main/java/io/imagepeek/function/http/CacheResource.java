package io.imagepeek.function.http;

import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import io.imagepeek.function.CacheInvalidation;
import io.imagepeek.function.ErrorView;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;

/** What the instance that is reached remembers of images. */
@Path(CacheResource.PATH)
@Produces(MediaType.APPLICATION_JSON)
public class CacheResource {

  static final String PATH = "/inspections/cache";

  private final CacheInvalidation cache;

  CacheResource(CacheInvalidation cache) {
    this.cache = cache;
  }

  /** Forgets the image that the query names: 204, whether anything was known of it or not. */
  @DELETE
  public Response forget(@Context UriInfo uri) {
    MultivaluedMap<String, String> query = uri.getQueryParameters();
    try {
      cache.forget(query);
      return Response.noContent().build();
    } catch (InvalidInspectParameters invalid) {
      ErrorView view = ErrorView.of(invalid, query.getFirst("imageName"));
      return Response.status(view.statusCode()).entity(view).build();
    }
  }
}
