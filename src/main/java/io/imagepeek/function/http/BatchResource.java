package io.imagepeek.function.http;

import io.imagepeek.function.batch.BatchInspections;
import io.imagepeek.source.InspectionContext;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/**
 * Several images over HTTP: 200 with a result for each, or 422 where that could not be read. {@link
 * BatchLines} answers those who prefer lines.
 */
@Path(BatchResource.PATH)
@Produces(MediaType.APPLICATION_JSON)
public class BatchResource {

  /** Where inspections of several images are asked for over plain HTTP. */
  static final String PATH = "/inspections";

  private final BatchInspections batches;
  private final Callers callers;

  BatchResource(BatchInspections batches, Callers callers) {
    this.batches = batches;
    this.callers = callers;
  }

  /** Inspects the images that the body names. */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  public Uni<Response> post(@Context RoutingContext http) {
    InspectionContext whole = batches.begin();
    callers.endWhenGone(whole);
    return batches
        .answer(FrontDoor.body(http), whole)
        .map(answer -> Response.status(answer.statusCode()).entity(answer.view()).build());
  }
}
