package io.imagepeek.openapi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imagepeek.function.ResponseHeaders;
import io.imagepeek.openapi.HttpExchange.Headers;
import io.imagepeek.openapi.HttpExchange.Request;
import io.imagepeek.openapi.HttpExchange.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The check itself: what is described passes, and each way not to be as described is found. */
class DescriptionCheckTest {

  private static final String JSON = "application/json";
  private static final String LINES = "application/x-ndjson";
  private static final String STRUCTURED = "application/cloudevents+json";
  private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
  private static final String QUESTION = "{\"imageName\":\"alpine\"}";
  private static final JsonNode EXAMPLES = Description.published().at("/components/examples");
  private static final String IMAGE = EXAMPLES.at("/SampleImage/value").toString();
  private static final String NOT_FOUND = EXAMPLES.at("/ImageNotFoundInRegistry/value").toString();
  private static final String EVENT = EXAMPLES.at("/FailedEvent/value").toString();
  private static final String BATCH = EXAMPLES.at("/BatchOfOne/value").toString();

  private static final String LINE =
      "{\"index\":0,\"image\":\"a\",\"failure\":" + NOT_FOUND + "}\n";
  private static final String LAST_LINE =
      "{\"summary\":{\"images\":1,\"inspected\":0,\"failed\":1}}\n";

  private final DescriptionCheck check = DescriptionCheck.published();

  @Test
  void whatIsDescribedPasses() {
    assertPasses(inspect(200, json(IMAGE)));
    assertPasses(inspect(404, json(NOT_FOUND)));
    assertPasses(get("/inspect?imageName=alpine&repoTags=true&maxAge=5", 200, json(IMAGE)));
    assertPasses(get("/inspect/?imageName=alpine", 200, json(IMAGE)));
    assertPasses(get("http://localhost/inspect?imageName=alpine", 200, json(IMAGE)));
    assertPasses(exchange("HEAD", "/inspect?imageName=a", "", 200, json("")));
    assertPasses(exchange("DELETE", "/inspections/cache?imageName=a", "", 204, answer("", "")));
    assertPasses(get("/nothing", 404, json(http(404))));
    assertPasses(exchange("POST", "/nothing", "x", 413, json(http(413))));
    assertPasses(get("/inspections", 405, json(http(405)).with("Allow", "POST")));
    assertPasses(inspect(503, json(http(503)).with("Retry-After", "1")));
    assertPasses(post("/inspections", "{\"images\":[\"a\"]}", 200, json(BATCH)));
    assertPasses(lines(LINE + LAST_LINE));
    assertPasses(inspect(200, raw(MANIFEST)));
    assertPasses(inspect(200, raw("application/vnd.example+json")));
    assertPasses(structured(EVENT));
    assertPasses(binary(eventHeaders()));
    assertPasses(
        post(
            "/events", "{}", 200, answer("application/cloudevents-batch+json", "[" + EVENT + "]")));
    assertPasses(get("/q/health", 200, answer("text/plain", "fine")));
  }

  @Test
  void anUndescribedPathMayOnlyBeNotFound() {
    assertFinds("the path is not described", get("/nothing", 200, json("{}")));
    assertFinds("the path is not described", get("/q/nothing", 200, json("{}")));
    assertFinds("name", get("/nothing", 404, json(NOT_FOUND)));
    assertFinds("content type", get("/nothing", 404, answer("text/html", "<html>")));
  }

  @Test
  void anUndescribedMethodMayOnlyBeNotAllowed() {
    assertFinds("the method is not described", exchange("PUT", "/inspect", "", 200, json(IMAGE)));
    assertFinds("the method is not described", get("/events", 404, json(http(404))));
    assertFinds("header Allow is missing", get("/events", 405, json(http(405))));
  }

  @ParameterizedTest
  @ValueSource(ints = {201, 204, 302, 410, 502, 504})
  void anUndescribedStatusIsFound(int status) {
    assertFinds("the status is not described", inspect(status, json(http(status))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/plain", "application/problem+json", "", "application/octet-stream"})
  void anUndescribedContentTypeIsFound(String type) {
    assertFinds(
        "the content type '" + type + "' is not described", inspect(200, answer(type, IMAGE)));
  }

  @Test
  void aContentTypeWithParametersIsFound() {
    assertFinds("parameters", inspect(200, answer(JSON + ";charset=UTF-8", IMAGE)));
  }

  @Test
  void aBodyHasToBeWhereItIsDescribedAndNowhereElse() {
    assertFinds("", inspect(200, json("")));
    assertFinds("a body is not described", post("/events", "{}", 204, json("{}")));
    assertFinds("the body is malformed", inspect(200, json(IMAGE + "x")));
    assertFinds(
        "the body is malformed",
        inspect(200, json(IMAGE.replace("{\"Digest\"", "{\"Os\":\"\",\"Digest\""))));
  }

  @ParameterizedTest
  @CsvSource({"Digest, digest", "RepoTags, Tags", "MIMEType, MediaType", "Annotations, Notes"})
  void aRenamedFieldIsFound(String field, String name) {
    String renamed = IMAGE.replace("\"" + field + "\":", "\"" + name + "\":");
    assertFinds("'" + field + "'", inspect(200, json(renamed)));
  }

  @Test
  void aFieldTooManyOrOfAnotherTypeIsFound() {
    assertFinds(
        "'Extra'", inspect(200, json(IMAGE.replace("{\"Digest\"", "{\"Extra\":1,\"Digest\""))));
    assertFinds("Size", inspect(200, json(IMAGE.replace("3802452", "\"3802452\""))));
    assertFinds(
        "RepoTags", inspect(200, json(IMAGE.replace("\"RepoTags\":[]", "\"RepoTags\":{}"))));
    assertFinds("Created", inspect(200, json(IMAGE.replace("2025-10-08T", "8.10.2025 "))));
  }

  @ParameterizedTest
  @CsvSource({
    "NOT_FOUND, NETWORK_ERROR",
    "ImageNotFoundInRegistry, ImageNotFound",
    "ImageNotFoundInRegistry, HttpError",
    "Image not found in registry., Not found.",
    "404, 401",
  })
  void anErrorThatIsNoneOfTheDocumentedIsFound(String part, String other) {
    assertFinds("", inspect(404, json(NOT_FOUND.replace(part, other))));
  }

  /** On an answer of any kind: in each a browser could look for something to run. */
  @ParameterizedTest
  @ValueSource(strings = {"X-Content-Type-Options", "Content-Security-Policy", "Cache-Control"})
  void anAnswerThatDoesNotBindBrowsersIsFound(String name) {
    Headers loose = always().without(name);

    assertFinds(name, inspect(200, json(IMAGE, loose)));
    assertFinds(name, get("/nothing", 404, json(http(404), loose)));
    assertFinds(name, inspect(200, json(IMAGE, loose.with(name, "none"))));
  }

  @Test
  void anErrorHasTheStatusOfItsAnswer() {
    assertFinds("another status", post("/events", "{}", 502, json(http(503))));
  }

  @Test
  void headersAreThereAndOfTheirTypeAndDescribed() {
    assertFinds("header Retry-After is missing", inspect(503, json(http(503))));
    assertFinds("Retry-After", inspect(503, json(http(503)).with("Retry-After", "soon")));
    assertFinds("Age", inspect(200, json(IMAGE).with("Age", "old")));
    assertFinds(
        "the header imagepeek-other is not described",
        inspect(200, json(IMAGE).with("Imagepeek-Other", "x")));
  }

  @Test
  void eachLineIsHeldAgainstItsSchema() {
    assertFinds("/0", lines(LINE.replace("\"index\":0,", "") + LAST_LINE));
    assertFinds("/1", lines(LINE + LAST_LINE.replace("failed", "missed")));
    assertFinds("no summary", lines(LINE));
    assertFinds("no end", lines(LINE + LAST_LINE.strip()));
    assertFinds("malformed", lines(LINE + "x\n"));
    assertThatThrownBy(() -> check.verifyLine(parsed(LINE.replace("index", "place"))))
        .isInstanceOf(AssertionError.class);
    check.verifyLine(parsed(LINE));
  }

  @Test
  void aRawDocumentHasItsDigestOrAKnownType() {
    assertFinds("content type", inspect(200, answer("application/vnd.example+json", "{}")));
    assertFinds("content type", inspect(200, raw("text/html")));
    assertFinds("", inspect(200, answer(MANIFEST, "[]")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"id", "source", "type", "time", "specversion", "causationid", "data"})
  void anEventInStructuredFormIsWhole(String attribute) {
    ObjectNode event = EXAMPLES.at("/FailedEvent/value").deepCopy();
    event.remove(attribute);
    assertFinds("'" + attribute + "'", structured(event.toString()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"id", "source", "type", "time", "specversion", "causationid"})
  void anEventInBinaryFormIsWhole(String attribute) {
    assertFinds(
        "attribute " + attribute + " is missing",
        binary(eventHeaders().without("ce-" + attribute)));
  }

  @Test
  void anEventIsAnsweredInItsForm() {
    assertFinds("not described", binary(eventHeaders().with("ce-other", "x")));
    assertFinds("ce-type", binary(eventHeaders().without("ce-type").with("ce-type", "x")));
    assertFinds("attributes", post("/inspectAnImage", QUESTION, 200, json(IMAGE, eventHeaders())));
    assertFinds("data", structured(EVENT.replace("NOT_FOUND", "LOST")));
  }

  @Test
  void whatWasAcceptedIsDescribed() {
    assertFinds("the request", post("/inspect", "{\"image\":\"alpine\"}", 200, json(IMAGE)));
    assertFinds(
        "the request",
        post("/inspect", "{\"imageName\":\"alpine\",\"view\":\"all\"}", 200, json(IMAGE)));
    assertFinds("the parameter name", get("/inspect?imageName=a&name=b", 200, json(IMAGE)));
    assertFinds(
        "the parameter imageName is required and missing", get("/inspect", 200, json(IMAGE)));
    assertFinds("the parameter view", get("/inspect?imageName=a&view=all", 200, json(IMAGE)));
    assertFinds("the parameter maxAge", get("/inspect?imageName=a&maxAge=x", 200, json(IMAGE)));
    String served = "/inspect?imageName=a&fallbacks=";
    assertPasses(get(served + "true", 200, json(IMAGE)));
    assertPasses(get(served + "q.io/NAME&fallbacks=r.io/NAME", 200, json(IMAGE)));
    assertFinds(
        "the parameter fallbacks",
        get(served + "q.io/NAME" + "&fallbacks=r.io/NAME".repeat(10), 200, json(IMAGE)));
    assertFinds(
        "the parameter imageName", get("/inspect?imageName=a&imageName=b", 200, json(IMAGE)));
  }

  /** As it would be if somebody forgot the description. */
  @Test
  void aPoorerDescriptionIsNotEnough() {
    assertFinds(
        "the status is not described",
        without("/paths/~1inspect/post/responses", "404"),
        inspect(404, json(NOT_FOUND)));
    assertFinds(
        "the method is not described",
        without("/paths/~1inspect", "post"),
        inspect(404, json(NOT_FOUND)));
    assertFinds(
        "the path is not described", without("/paths", "/inspect"), inspect(200, json(IMAGE)));
    assertFinds(
        "the content type",
        without("/components/responses/Inspected/content", MANIFEST),
        inspect(200, answer(MANIFEST, "{}")));
    assertFinds(
        "'Env'",
        without("/components/schemas/ImageView/properties", "Env"),
        inspect(200, json(IMAGE)));
    assertFinds(
        "the header age is not described",
        without("/components/responses/Inspected/headers", "Age"),
        inspect(200, json(IMAGE).with("Age", "1")));
  }

  @Test
  void whatIsWrongIsSaid() {
    assertThatThrownBy(() -> check.verify(inspect(201, json(IMAGE))))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("POST /inspect 201")
        .hasMessageContaining("the status is not described")
        .hasMessageContaining(IMAGE);
  }

  private void assertPasses(HttpExchange exchange) {
    assertThat(check.mistakes(exchange)).as(exchange.toString()).isEmpty();
  }

  private void assertFinds(String mistake, HttpExchange exchange) {
    assertFinds(mistake, check, exchange);
  }

  private static void assertFinds(String mistake, DescriptionCheck check, HttpExchange exchange) {
    assertThat(check.mistakes(exchange))
        .as(exchange.toString())
        .anySatisfy(found -> assertThat(found).contains(mistake));
  }

  private static DescriptionCheck without(String pointer, String name) {
    JsonNode tree = Description.published();
    assertThat(((ObjectNode) tree.at(pointer)).remove(name)).isNotNull();
    return new DescriptionCheck(new Description(tree));
  }

  /** An answer that is being made. */
  private record Answer(Headers headers, String body) {
    Answer with(String name, String value) {
      headers.with(name, value);
      return this;
    }
  }

  private static Answer answer(String type, String body) {
    Headers headers = always();
    return new Answer(type.isEmpty() ? headers : headers.with("Content-Type", type), body);
  }

  private static Answer json(String body) {
    return answer(JSON, body);
  }

  private static Answer json(String body, Headers headers) {
    return new Answer(headers, body).with("Content-Type", JSON);
  }

  private static Headers always() {
    Headers headers = new Headers();
    ResponseHeaders.ALWAYS.forEach(headers::with);
    return headers;
  }

  private static Answer raw(String type) {
    return answer(type, "{\"schemaVersion\":2}").with("Docker-Content-Digest", "sha256:0");
  }

  private static String http(int status) {
    return """
        {"name":"HttpError","message":"No.","type":"HTTP_ERROR","statusCode":%d,"error":"no"}"""
        .formatted(status);
  }

  private static HttpExchange inspect(int status, Answer answer) {
    return post("/inspect", QUESTION, status, answer);
  }

  private static HttpExchange get(String target, int status, Answer answer) {
    return exchange("GET", target, "", status, answer);
  }

  private static HttpExchange post(String target, String body, int status, Answer answer) {
    return exchange("POST", target, body, status, answer);
  }

  private static HttpExchange lines(String text) {
    return post("/inspections", "{\"images\":[\"a\"]}", 200, answer(LINES, text));
  }

  private static HttpExchange structured(String answer) {
    String question = EXAMPLES.at("/RequestEvent/value").toString();
    return exchange(
        new Request("POST", "/", new Headers().with("Content-Type", STRUCTURED), question),
        200,
        answer(STRUCTURED, answer));
  }

  private static HttpExchange binary(Headers answer) {
    Headers headers =
        new Headers()
            .with("Content-Type", JSON)
            .with("ce-specversion", "1.0")
            .with("ce-id", "1")
            .with("ce-source", "me")
            .with("ce-type", "io.imagepeek.image.inspect");
    return exchange(new Request("POST", "/", headers, QUESTION), 200, json(IMAGE, answer));
  }

  private static Headers eventHeaders() {
    return always()
        .with("ce-specversion", "1.0")
        .with("ce-id", "2")
        .with("ce-source", "inspectAnImage")
        .with("ce-type", "io.imagepeek.image.inspected")
        .with("ce-time", "2025-10-08T11:04:56Z")
        .with("ce-causationid", "1");
  }

  private static HttpExchange exchange(
      String method, String target, String body, int status, Answer answer) {
    Headers headers = new Headers().with("Content-Type", JSON);
    return exchange(new Request(method, target, headers, body), status, answer);
  }

  private static HttpExchange exchange(Request request, int status, Answer answer) {
    return new HttpExchange(
        request, new Response(status, answer.headers(), answer.body().getBytes(UTF_8)));
  }

  private static JsonNode parsed(String json) {
    try {
      return Description.JSON.readTree(json);
    } catch (JsonProcessingException malformed) {
      throw new IllegalArgumentException(json, malformed);
    }
  }
}
