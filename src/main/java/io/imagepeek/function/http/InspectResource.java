package io.imagepeek.function.http;

import io.imagepeek.function.ErrorResponse;
import io.imagepeek.function.InspectionResult;
import io.imagepeek.function.Inspections;
import io.imagepeek.function.JsonResponses;
import io.imagepeek.function.ReadRequest;
import io.imagepeek.function.RequestReader;
import io.imagepeek.function.ResponseHeaders;
import io.imagepeek.inspect.RawDocument;
import io.imagepeek.source.HeldMemory;
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

/** Inspects an image: 200 with the requested view, or error JSON with the status of the error. */
@Path("/inspect")
@Produces(MediaType.APPLICATION_JSON)
public class InspectResource {

  private final Inspections inspections;
  private final RequestReader reader;
  private final ClientDisconnects callers;
  private final JsonResponses answers;

  InspectResource(
      Inspections inspections,
      RequestReader reader,
      ClientDisconnects callers,
      JsonResponses answers) {
    this.inspections = inspections;
    this.reader = reader;
    this.callers = callers;
    this.answers = answers;
  }

  /** Inspects the image that the body names. */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  public Uni<Response> post(@Context RoutingContext http) {
    return answer(reader.read(HttpPipeline.body(http)), http);
  }

  /** Inspects the image that the query names. */
  @GET
  public Uni<Response> get(@Context UriInfo uri, @Context RoutingContext http) {
    return answer(reader.read(uri.getQueryParameters()), http);
  }

  private Uni<Response> answer(ReadRequest request, RoutingContext http) {
    InspectionContext context = inspections.begin();
    callers.endWhenGone(context);
    return answers.respond(
        request.imageName(),
        context,
        () -> inspections.inspect(request, context),
        outcome -> response(outcome, context),
        found -> large(request, found, context, http));
  }

  private static Response response(InspectionResult outcome, InspectionContext context) {
    if (outcome instanceof InspectionResult.Failed failed) {
      ErrorResponse view = failed.view();
      return Response.status(view.statusCode()).entity(view).build();
    }
    InspectionResult.Inspected inspected = (InspectionResult.Inspected) outcome;
    Response.ResponseBuilder response =
        inspected.found() instanceof RawDocument document
            ? Response.ok(Buffer.buffer(document.body()), document.mediaType())
            : Response.ok(inspected.view());
    return withHeaders(response, inspected, context);
  }

  private Uni<Response> large(
      ReadRequest request,
      InspectionResult.Inspected inspected,
      InspectionContext context,
      RoutingContext http) {
    RawDocument raw = inspected.found() instanceof RawDocument document ? document : null;
    Uni<byte[]> body =
        raw == null
            ? answers.bytes(inspected.view(), request.imageName())
            : Uni.createFrom().item(raw.body());
    String type = raw == null ? MediaType.APPLICATION_JSON : raw.mediaType();
    return body.flatMap(
        bytes -> {
          HeldMemory held = new HeldMemory();
          return answers
              .reserve(bytes.length, held)
              .map(
                  taken ->
                      withHeaders(
                          Response.ok(RenderedBody.of(bytes, held, http), type),
                          inspected,
                          context))
              .onCancellation()
              .invoke(held::letGo);
        });
  }

  private static Response withHeaders(
      Response.ResponseBuilder response,
      InspectionResult.Inspected inspected,
      InspectionContext context) {
    ResponseHeaders.of(inspected, context).forEach(response::header);
    return response.build();
  }
}
