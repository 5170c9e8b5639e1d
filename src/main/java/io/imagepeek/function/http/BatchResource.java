package io.imagepeek.function.http;

import io.imagepeek.function.JsonResponses;
import io.imagepeek.function.batch.BatchInspections;
import io.imagepeek.function.batch.BatchResponse;
import io.imagepeek.source.InspectionContext;
import io.imagepeek.source.MemoryBudget;
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
 * Inspects several images: 200 with a result for each, or 422 if the batch could not be read.
 * {@link NdjsonBatchRoute} serves clients that prefer lines.
 */
@Path("/inspections")
@Produces(MediaType.APPLICATION_JSON)
public class BatchResource {

  private final BatchInspections batches;
  private final ClientDisconnects callers;
  private final JsonResponses answers;

  BatchResource(BatchInspections batches, ClientDisconnects callers, JsonResponses answers) {
    this.batches = batches;
    this.callers = callers;
    this.answers = answers;
  }

  /** Inspects the images that the body names. */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  public Uni<Response> post(@Context RoutingContext http) {
    InspectionContext whole = batches.begin();
    callers.endWhenGone(whole);
    return batches
        .respond(HttpPipeline.body(http), whole)
        .flatMap(answer -> response(answer, http));
  }

  /** A large response holds its memory reservation until it has been written. */
  private Uni<Response> response(BatchResponse answer, RoutingContext http) {
    if (answer.held().bytes() <= MemoryBudget.SMALL) {
      answer.held().letGo();
      return Uni.createFrom()
          .item(Response.status(answer.statusCode()).entity(answer.view()).build());
    }
    return answers
        .bytes(answer.view(), null)
        .map(
            bytes ->
                Response.status(answer.statusCode())
                    .type(MediaType.APPLICATION_JSON)
                    .entity(RenderedBody.of(bytes, answer.held(), http))
                    .build())
        .onFailure()
        .invoke(() -> answer.held().letGo())
        .onCancellation()
        .invoke(() -> answer.held().letGo());
  }
}
