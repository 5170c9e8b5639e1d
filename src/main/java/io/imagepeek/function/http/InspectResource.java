package io.imagepeek.function.http;

import io.imagepeek.function.AnswerHeaders;
import io.imagepeek.function.ErrorView;
import io.imagepeek.function.Inspections;
import io.imagepeek.function.Outcome;
import io.imagepeek.function.Question;
import io.imagepeek.function.RequestReader;
import io.imagepeek.inspect.RawDocument;
import io.imagepeek.source.InspectionContext;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;

/**
 * The HTTP face: the view that was asked for with 200, or the error JSON with the error's own
 * status.
 */
@Path(InspectResource.PATH)
@Produces(MediaType.APPLICATION_JSON)
public class InspectResource {

  /** Where inspections are asked for over plain HTTP. */
  static final String PATH = "/inspect";

  private final Inspections inspections;
  private final RequestReader reader;
  private final Callers callers;

  InspectResource(Inspections inspections, RequestReader reader, Callers callers) {
    this.inspections = inspections;
    this.reader = reader;
    this.callers = callers;
  }

  /** Inspects the image that the body names. */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  public Uni<Response> post(@Context RoutingContext http) {
    return answer(reader.ask(FrontDoor.body(http)));
  }

  /** Inspects the image that the query names. */
  @GET
  public Uni<Response> get(@Context UriInfo uri) {
    return answer(reader.ask(uri.getQueryParameters()));
  }

  private Uni<Response> answer(Question question) {
    InspectionContext context = inspections.begin();
    callers.endWhenGone(context);
    return inspections.inspect(question, context).map(outcome -> response(outcome, context));
  }

  private static Response response(Outcome outcome, InspectionContext context) {
    if (outcome instanceof Outcome.Failed failed) {
      ErrorView view = failed.view();
      return Response.status(view.statusCode()).entity(view).build();
    }
    Outcome.Inspected inspected = (Outcome.Inspected) outcome;
    Response.ResponseBuilder response =
        inspected.found() instanceof RawDocument document
            ? Response.ok(Buffer.buffer(document.body()), document.mediaType())
            : Response.ok(inspected.view());
    AnswerHeaders.of(inspected, context).forEach(response::header);
    return response.build();
  }
}
