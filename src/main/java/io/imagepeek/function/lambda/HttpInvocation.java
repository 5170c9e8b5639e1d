package io.imagepeek.function.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.imagepeek.function.ApiPath;
import io.imagepeek.function.CrossSiteRequests;
import io.imagepeek.function.ErrorResponse;
import io.imagepeek.function.HttpErrorResponses;
import io.imagepeek.function.InspectionGate;
import io.imagepeek.function.InspectionResult;
import io.imagepeek.function.Inspections;
import io.imagepeek.function.JsonMediaType;
import io.imagepeek.function.JsonWriter;
import io.imagepeek.function.ReadRequest;
import io.imagepeek.function.RequestReader;
import io.imagepeek.function.ResponseHeaders;
import io.imagepeek.function.ServingSettings;
import io.imagepeek.function.batch.BatchInspections;
import io.imagepeek.function.batch.BatchResponse;
import io.imagepeek.inspect.RawDocument;
import io.imagepeek.source.InspectionContext;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.smallrye.mutiny.Uni;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP request from a function URL or an HTTP API of API Gateway (<a
 * href="https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html">payload
 * format 2.0</a>). It serves {@link ApiPath#INSPECT}, with the statuses and headers of the HTTP
 * endpoint, and the same at {@code /}, since a function URL needs no path; and {@link
 * ApiPath#INSPECTIONS}. The response is JSON, whatever {@code Accept} says.
 */
final class HttpInvocation {

  private final Inspections inspections;
  private final RequestReader reader;
  private final BatchInspections batches;
  private final ServingSettings settings;
  private final long batchBody;
  private final ResponseWriter writer;
  private final JsonWriter json;
  private final CrossSiteRequests foreign;

  /**
   * @param batchBody how many bytes the body of a batch may have
   */
  HttpInvocation(
      Inspections inspections,
      RequestReader reader,
      BatchInspections batches,
      ServingSettings settings,
      long batchBody,
      ResponseWriter writer,
      ObjectMapper json) {
    this.inspections = inspections;
    this.reader = reader;
    this.batches = batches;
    this.settings = settings;
    this.batchBody = batchBody;
    this.writer = writer;
    this.json = new JsonWriter(json);
    this.foreign = new CrossSiteRequests(settings.hosts());
  }

  /** Whether the payload has the form of an HTTP request. */
  static boolean recognises(JsonNode tree) {
    return tree.path("version").asText().equals("2.0")
        && tree.path("requestContext").path("http").isObject();
  }

  /**
   * Serves a request.
   *
   * @return a {@link HttpResponse} as JSON
   */
  Uni<byte[]> respond(JsonNode tree, InspectionContext whole) {
    return Uni.createFrom()
        .deferred(() -> admitted(tree, whole))
        .onFailure(Refused.class)
        .recoverWithItem(refused -> writer.write(refusal(refused)))
        .onFailure(InspectionGate.Full.class)
        .recoverWithItem(() -> writer.write(refusal(new Refused(503))))
        .onFailure(UnexpectedErrors::canRespond)
        .recoverWithItem(error -> writer.write(error(UnexpectedErrors.logged(error))));
  }

  private Uni<byte[]> admitted(JsonNode tree, InspectionContext whole) {
    if (!foreign.serves(header(tree, "host"))) {
      throw new Refused(421);
    }
    if (CrossSiteRequests.isForeign(header(tree, "sec-fetch-site"))) {
      throw new Refused(403);
    }
    ApiPath path = path(tree);
    if (path == ApiPath.INSPECT) {
      ReadRequest request = request(tree);
      InspectionContext context = inspections.begin(whole);
      return inspections
          .inspect(request, context)
          .map(
              outcome ->
                  writer.write(
                      respond(outcome, context),
                      () -> error(ResponseWriter.tooLarge(request.imageName()))));
    }
    if (path == ApiPath.INSPECTIONS) {
      byte[] posted = posted(tree, batchBody, path);
      return batches.respond(posted, batches.begin(whole.remaining())).map(this::respond);
    }
    throw new Refused(404);
  }

  private ReadRequest request(JsonNode tree) {
    return method(tree).equals("GET")
        ? reader.read(query(tree))
        : reader.read(posted(tree, settings.body().asLongValue(), ApiPath.INSPECT));
  }

  /** The body of a POST with a JSON content type. */
  private static byte[] posted(JsonNode tree, long largest, ApiPath path) {
    if (!method(tree).equals("POST")) {
      throw new Refused(405, String.join(", ", path.methods()));
    }
    // As the HTTP endpoint does.
    if (!JsonMediaType.isSaid(header(tree, "content-type"))) {
      throw new Refused(415);
    }
    byte[] body = body(tree);
    if (body.length > largest) {
      throw new Refused(413);
    }
    return body;
  }

  private static String method(JsonNode tree) {
    return tree.path("requestContext").path("http").path("method").asText();
  }

  /** A header; in this format the names are in lower case. */
  private static @Nullable String header(JsonNode tree, String name) {
    return tree.path("headers").path(name).textValue();
  }

  /**
   * The path, without the stage of the API in front of it, which only the default stage has not;
   * null if there is nothing at it. A function URL alone is an address for inspections.
   */
  private static @Nullable ApiPath path(JsonNode tree) {
    String path = tree.path("rawPath").asText();
    String stage = "/" + tree.path("requestContext").path("stage").asText();
    boolean hasStage = path.startsWith(stage + "/");
    String local = hasStage ? path.substring(stage.length()) : path;
    return path.equals(stage) || local.equals("/")
        ? ApiPath.INSPECT
        : ApiPath.at(local).orElse(null);
  }

  /** Not from the decoded parameters of the payload: they join two of one name. */
  private static Map<String, List<String>> query(JsonNode tree) {
    try {
      return new QueryStringDecoder(tree.path("rawQueryString").asText(""), false).parameters();
    } catch (IllegalArgumentException malformed) {
      throw new Refused(400);
    }
  }

  private static byte[] body(JsonNode tree) {
    String body = tree.path("body").asText("");
    if (!tree.path("isBase64Encoded").asBoolean()) {
      return body.getBytes(UTF_8);
    }
    try {
      return Base64.getDecoder().decode(body);
    } catch (IllegalArgumentException malformed) {
      throw new Refused(400);
    }
  }

  private HttpResponse respond(InspectionResult outcome, InspectionContext context) {
    if (outcome instanceof InspectionResult.Inspected inspected) {
      Map<String, String> headers = ResponseHeaders.of(inspected, context);
      return inspected.found() instanceof RawDocument document
          ? respond(headers, document)
          : respond(200, headers, outcome.view());
    }
    return error(((InspectionResult.Failed) outcome).view());
  }

  private byte[] respond(BatchResponse batch) {
    try {
      HttpResponse empty = withBody(batch.statusCode(), Map.of(), "");
      BatchTruncation fit =
          new BatchTruncation(ResponseWriter.MOST - writer.size(empty), writer::quotedSize);
      return writer.write(
          respond(batch.statusCode(), Map.of(), fit.fitted(batch.view())),
          () -> error(ResponseWriter.tooLarge(null)));
    } finally {
      batch.held().letGo();
    }
  }

  /** In base64, since a document may have bytes that JSON cannot hold. */
  private static HttpResponse respond(Map<String, String> headers, RawDocument document) {
    Map<String, String> all = new LinkedHashMap<>(headers);
    all.putAll(ResponseHeaders.ALWAYS);
    all.put("Content-Type", document.mediaType());
    String body = Base64.getEncoder().encodeToString(document.body());
    return new HttpResponse(200, all, body, true);
  }

  private HttpResponse refusal(Refused refused) {
    Map<String, String> headers =
        switch (refused.status) {
          case 405 -> Map.of("Allow", refused.allowed);
          case 503 -> Map.of("Retry-After", HttpErrorResponses.retryAfter(settings));
          default -> Map.of();
        };
    return respond(refused.status, headers, HttpErrorResponses.of(refused.status));
  }

  private HttpResponse error(ErrorResponse view) {
    return respond(view.statusCode(), Map.of(), view);
  }

  private HttpResponse respond(int status, Map<String, String> headers, Object view) {
    return withBody(status, headers, json.text(view));
  }

  private static HttpResponse withBody(int status, Map<String, String> headers, String body) {
    Map<String, String> all = new LinkedHashMap<>(headers);
    all.putAll(ResponseHeaders.ALWAYS);
    all.put("Content-Type", JsonMediaType.NAME);
    return new HttpResponse(status, all, body, false);
  }

  /** The request is refused before an inspection. */
  private static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String allowed;

    Refused(int status) {
      this(status, "");
    }

    Refused(int status, String allowed) {
      super("HTTP status " + status, null, false, false);
      this.status = status;
      this.allowed = allowed;
    }
  }
}
