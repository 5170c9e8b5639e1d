package io.imagepeek.function.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.imagepeek.function.AnswerHeaders;
import io.imagepeek.function.ErrorView;
import io.imagepeek.function.HttpErrorBody;
import io.imagepeek.function.InspectionGate;
import io.imagepeek.function.Inspections;
import io.imagepeek.function.Outcome;
import io.imagepeek.function.Question;
import io.imagepeek.function.RequestReader;
import io.imagepeek.function.ServingSettings;
import io.imagepeek.inspect.RawDocument;
import io.imagepeek.source.InspectionContext;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.smallrye.mutiny.Uni;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A request over HTTP, as a function URL and an HTTP API of API Gateway hand it over (<a
 * href="https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html">payload
 * format 2.0</a>): inspections at {@code /inspect}, with the statuses and headers of the HTTP face,
 * and at {@code /}, since a function URL is an address by itself. The answer is JSON whatever the
 * request accepts.
 */
final class HttpInvocation {

  private static final String JSON_TYPE = "application/json";
  private static final Set<String> PATHS = Set.of("/", "/inspect", "/inspect/");

  private final Inspections inspections;
  private final RequestReader reader;
  private final ServingSettings settings;
  private final ObjectMapper json;

  HttpInvocation(
      Inspections inspections, RequestReader reader, ServingSettings settings, ObjectMapper json) {
    this.inspections = inspections;
    this.reader = reader;
    this.settings = settings;
    this.json = json;
  }

  /** Whether it has the shape of a request over HTTP. */
  static boolean recognises(JsonNode tree) {
    return tree.path("version").asText().equals("2.0")
        && tree.path("requestContext").path("http").isObject();
  }

  /** Inspects what a request asks for. */
  Uni<HttpResult> answer(JsonNode tree, InspectionContext whole) {
    Question question;
    try {
      question = question(tree);
    } catch (Refused refused) {
      return Uni.createFrom().item(refusal(refused.status));
    }
    InspectionContext context = inspections.begin(whole.remaining());
    return inspections
        .inspect(question, context)
        .map(outcome -> answer(outcome, context))
        .onFailure(InspectionGate.Full.class)
        .recoverWithItem(() -> refusal(503));
  }

  private Question question(JsonNode tree) {
    if (!PATHS.contains(path(tree))) {
      throw new Refused(404);
    }
    String method = tree.path("requestContext").path("http").path("method").asText();
    if (method.equals("GET")) {
      return reader.ask(query(tree));
    }
    if (!method.equals("POST")) {
      throw new Refused(405);
    }
    if (!isJson(tree)) {
      throw new Refused(415);
    }
    byte[] body = body(tree);
    if (body.length > settings.body().asLongValue()) {
      throw new Refused(413);
    }
    return reader.ask(body);
  }

  /** What is not said to be anything else is taken for JSON, as over HTTP. */
  private static boolean isJson(JsonNode tree) {
    // In this format the names of headers are in lower case.
    String type = tree.path("headers").path("content-type").asText(JSON_TYPE);
    int parameters = type.indexOf(';');
    return (parameters < 0 ? type : type.substring(0, parameters))
        .strip()
        .equalsIgnoreCase(JSON_TYPE);
  }

  /** The path without the stage of an API, which stands before it unless it is the default one. */
  private static String path(JsonNode tree) {
    String path = tree.path("rawPath").asText();
    String stage = "/" + tree.path("requestContext").path("stage").asText();
    if (path.equals(stage)) {
      return "/";
    }
    return path.startsWith(stage + "/") ? path.substring(stage.length()) : path;
  }

  /** Not the parameters that were decoded already: two of one name are one there. */
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

  private HttpResult answer(Outcome outcome, InspectionContext context) {
    if (outcome instanceof Outcome.Inspected inspected) {
      Map<String, String> headers = AnswerHeaders.of(inspected, context);
      return inspected.found() instanceof RawDocument document
          ? answer(headers, document)
          : answer(200, headers, outcome.view());
    }
    ErrorView view = ((Outcome.Failed) outcome).view();
    return answer(view.statusCode(), Map.of(), view);
  }

  /** In base64: whether it is text that JSON can hold as it is, nobody has checked. */
  private static HttpResult answer(Map<String, String> headers, RawDocument document) {
    Map<String, String> all = new LinkedHashMap<>(headers);
    all.put("Content-Type", document.mediaType());
    String body = Base64.getEncoder().encodeToString(document.body());
    return new HttpResult(200, all, body, true);
  }

  private HttpResult refusal(int status) {
    Map<String, String> headers =
        switch (status) {
          case 405 -> Map.of("Allow", "GET, POST");
          case 503 -> Map.of("Retry-After", HttpErrorBody.retryAfter(settings));
          default -> Map.of();
        };
    return answer(status, headers, HttpErrorBody.of(status));
  }

  private HttpResult answer(int status, Map<String, String> headers, Object view) {
    Map<String, String> all = new LinkedHashMap<>(headers);
    all.put("Content-Type", JSON_TYPE);
    try {
      return new HttpResult(status, all, json.writeValueAsString(view), false);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("an answer is always JSON", impossible);
    }
  }

  /** The request never becomes an inspection. */
  private static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;

    Refused(int status) {
      super("HTTP status " + status, null, false, false);
      this.status = status;
    }
  }
}
