package io.imagepeek.function;

import com.fasterxml.jackson.databind.JsonNode;
import io.imagepeek.failure.InspectFailure;
import io.imagepeek.inspect.ImageView;
import io.imagepeek.inspect.InspectedImage;
import io.imagepeek.source.InspectionContext;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The HTTP face: the documented output with 200, or the error JSON with the error's own status. */
@Path(InspectResource.PATH)
@Produces(MediaType.APPLICATION_JSON)
public class InspectResource {

  /** Where inspections are asked for over plain HTTP. */
  static final String PATH = "/inspect";

  private static final String PLATFORM_DIGEST = "Imagepeek-Platform-Digest";
  private static final String RATE_LIMIT_REMAINING = "Imagepeek-RateLimit-Remaining";

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
  public Uni<Response> post(byte[] body) {
    JsonNode tree;
    try {
      tree = reader.parse(body);
    } catch (InspectFailure malformed) {
      return answer(
          null,
          () -> {
            throw malformed;
          });
    }
    return answer(RequestReader.imageName(tree), () -> reader.read(tree));
  }

  /** Inspects the image that the query names. */
  @GET
  public Uni<Response> get(@Context UriInfo uri) {
    MultivaluedMap<String, String> parameters = uri.getQueryParameters();
    return answer(parameters.getFirst("imageName"), () -> reader.read(parameters));
  }

  private Uni<Response> answer(@Nullable String imageName, Supplier<InspectRequest> request) {
    InspectionContext context = inspections.begin();
    callers.endWhenGone(context);
    return inspections
        .inspect(imageName, request, context)
        .map(image -> response(image, context))
        .onFailure(InspectFailure.class)
        .recoverWithItem(failure -> response(failure, imageName));
  }

  private static Response response(InspectedImage image, InspectionContext context) {
    Response.ResponseBuilder response =
        Response.ok(ImageView.of(image)).header(PLATFORM_DIGEST, image.platformDigest().toString());
    context
        .rateLimitRemaining()
        .ifPresent(remaining -> response.header(RATE_LIMIT_REMAINING, remaining));
    return response.build();
  }

  private static Response response(InspectFailure failure, @Nullable String imageName) {
    ErrorView view = ErrorView.of(failure, imageName);
    return Response.status(view.statusCode()).entity(view).build();
  }
}
