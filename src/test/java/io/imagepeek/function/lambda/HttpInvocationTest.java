package io.imagepeek.function.lambda;

import static io.imagepeek.function.lambda.ScriptedSource.IMAGE;
import static io.imagepeek.function.lambda.TestFunction.parse;
import static io.imagepeek.function.lambda.TestFunction.request;
import static io.imagepeek.function.lambda.TestFunction.sample;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests over HTTP that a function URL or an HTTP API hands over. */
class HttpInvocationTest {

  private static final String GET = "lambda/function-url-get";
  private static final String POST = "lambda/function-url-post";
  private static final int LARGEST = 64 * 1024;

  private final TestFunction function = TestFunction.create();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "lambda/function-url-get",
        "lambda/function-url-post",
        "lambda/http-api-get",
        "lambda/http-api-post"
      })
  void isAnsweredAsOverHttp(String sample) {
    JsonNode answer = function.invoke(sample(sample));

    assertThat(answer.fieldNames())
        .toIterable()
        .containsExactly("statusCode", "headers", "body", "isBase64Encoded");
    assertThat(answer.path("statusCode").intValue()).isEqualTo(200);
    assertThat(answer.path("headers"))
        .isEqualTo(
            parse(
                """
                {"Imagepeek-Platform-Digest":"%s","Imagepeek-RateLimit-Remaining":"99;w=21600",
                "X-Content-Type-Options":"nosniff",
                "Content-Security-Policy":"default-src 'none'; sandbox","Cache-Control":"no-store",
                "Content-Type":"application/json"}
                """
                    .formatted(IMAGE.digest())));
    assertThat(answer.path("isBase64Encoded").booleanValue()).isFalse();
    assertThat(answer.path("body").textValue())
        .startsWith("{\"Digest\":\"" + IMAGE.digest() + "\",");
    assertThat(function.source.opened()).containsExactly("registry.test/good:1.4");
  }

  @Test
  void rawDocumentsAreBytes() {
    JsonNode answer = function.invoke(get("imageName=registry.test/good:1.4&view=manifest"));

    assertThat(answer.path("statusCode").intValue()).isEqualTo(200);
    assertThat(answer.path("headers"))
        .isEqualTo(
            parse(
                """
                {"Docker-Content-Digest":"%s","Imagepeek-RateLimit-Remaining":"99;w=21600",
                "X-Content-Type-Options":"nosniff",
                "Content-Security-Policy":"default-src 'none'; sandbox","Cache-Control":"no-store",
                "Content-Type":"%s"}
                """
                    .formatted(IMAGE.digest(), IMAGE.mediaType())));
    assertThat(answer.path("isBase64Encoded").booleanValue()).isTrue();
    assertThat(Base64.getDecoder().decode(answer.path("body").textValue()))
        .asString(UTF_8)
        .isEqualTo(IMAGE.manifest());
  }

  @ParameterizedTest
  @CsvSource({
    "missing, ImageNotFoundInRegistry, 404",
    "private, RegistryAuthenticationFailure, 401",
    "down, RegistryConnectionFailure, 500",
    "overloaded, InspectImageFailure, 500",
    "defect, GenericFailure, 500",
  })
  void failuresHaveTheirOwnStatus(String repository, String name, int statusCode) {
    JsonNode answer = function.invoke(post(request("registry.test/" + repository)));

    assertThat(answer.path("statusCode").intValue()).isEqualTo(statusCode);
    assertThat(answer.path("headers").toString())
        .isEqualTo(
            "{\"X-Content-Type-Options\":\"nosniff\",\"Content-Security-Policy\":\"default-src 'none';"
                + " sandbox\",\"Cache-Control\":\"no-store\",\"Content-Type\":\"application/json\"}");
    assertThat(parse(answer.path("body").textValue()).path("name").textValue()).isEqualTo(name);
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        Arguments.of(400, get("imageName=%zz")),
        Arguments.of(400, get("imageName=%4")),
        Arguments.of(400, get("%=x")),
        Arguments.of(400, encoded("no base64!")),
        Arguments.of(400, encoded("eyJ9=")),
        Arguments.of(403, headed("sec-fetch-site", "cross-site")),
        Arguments.of(403, headed("sec-fetch-site", "same-site")),
        Arguments.of(404, path("")),
        Arguments.of(404, path("//")),
        Arguments.of(404, path("/INSPECT")),
        Arguments.of(404, path("/inspect/more")),
        Arguments.of(404, path("/nothing")),
        Arguments.of(404, path("/live/inspect")),
        Arguments.of(404, staged("/inspect/inspect")),
        Arguments.of(404, staged("/livestock/inspect")),
        Arguments.of(404, staged("/live/live/inspect")),
        Arguments.of(405, method("PUT")),
        Arguments.of(405, method("DELETE")),
        Arguments.of(405, method("get")),
        Arguments.of(405, method("")),
        Arguments.of(413, post("x".repeat(LARGEST + 1))),
        Arguments.of(413, post("\u00e4".repeat(LARGEST / 2 + 1))),
        Arguments.of(413, encoded(base64("x".repeat(LARGEST + 1)))),
        Arguments.of(
            415,
            sample(
                POST,
                post -> {
                  ((ObjectNode) post.get("headers")).remove("content-type");
                  return post;
                })),
        Arguments.of(415, typed("text/plain")),
        Arguments.of(415, typed("application/x-www-form-urlencoded")),
        Arguments.of(415, typed("application/json-patch+json")),
        Arguments.of(415, typed("application/jsonp; charset=utf-8")),
        Arguments.of(415, typed("")),
        Arguments.of(415, typed(";")));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void whatIsNoInspectionIsRefused(int statusCode, JsonNode payload) {
    JsonNode answer = function.invoke(payload);

    JsonNode error = parse(answer.path("body").textValue());
    assertThat(answer.path("statusCode").intValue()).isEqualTo(statusCode);
    assertThat(answer.path("headers").path("Content-Type").textValue())
        .isEqualTo("application/json");
    assertThat(answer.path("headers").path("Allow").asText())
        .isEqualTo(statusCode == 405 ? "GET, POST" : "");
    assertThat(error.path("name").textValue()).isEqualTo("HttpError");
    assertThat(error.path("statusCode").intValue()).isEqualTo(statusCode);
    assertThat(function.source.opened()).isEmpty();
  }

  @Test
  void onlyTheNamedHostsAreServed() {
    TestFunction named = TestFunction.withHosts("*.example.com");

    assertThat(named.invoke(headed("host", "api.example.com")).path("statusCode").intValue())
        .isEqualTo(200);
    for (String other : List.of("example.com", "rebound.example.org")) {
      assertThat(named.invoke(headed("host", other)).path("statusCode").intValue()).isEqualTo(421);
    }
    assertThat(named.source.opened()).hasSize(1);
  }

  static Stream<Arguments> invalid() {
    return Stream.of(
        Arguments.of("imageName: is missing", get("")),
        Arguments.of("imageName: given more than once", get("imageName=a&imageName=b")),
        Arguments.of("unknown field", get("image=a")),
        Arguments.of("/inspections", get("images=a")),
        Arguments.of(
            "repoTags: given more than once", get("imageName=a&repoTags=true&repoTags=true")),
        Arguments.of(
            "fallbacks: must be true or false",
            get("imageName=a&fallbacks=true&fallbacks=q.io/NAME")),
        Arguments.of(
            "fallbacks[1]: Image name",
            get("imageName=a&fallbacks=q.io/NAME&fallbacks=q.io/NAME+1")),
        Arguments.of("invalid characters", get("imageName=a%00b")),
        Arguments.of("credentials: not accepted in a URL", get("imageName=a&credentials=secret")),
        Arguments.of("the body is empty", post("")),
        Arguments.of("the body is empty", without("body")),
        Arguments.of("the body is empty", sample(POST, post -> post.putNull("body"))),
        Arguments.of("malformed JSON", post("{")),
        Arguments.of("must be a JSON object", post("null")),
        Arguments.of("must be a JSON object", post("[]")),
        Arguments.of("not UTF-8", encoded("/w==")),
        Arguments.of("malformed JSON", post("x".repeat(LARGEST))));
  }

  @ParameterizedTest
  @MethodSource("invalid")
  void whatIsInvalidIsSaid(String error, JsonNode payload) {
    JsonNode answer = function.invoke(payload);

    assertThat(answer.path("statusCode").intValue()).isEqualTo(422);
    JsonNode body = parse(answer.path("body").textValue());
    assertThat(body.path("name").textValue()).isEqualTo("InvalidInspectParameters");
    assertThat(body.path("error").textValue()).contains(error).doesNotContain("secret");
    assertThat(function.source.opened()).isEmpty();
  }

  static Stream<Arguments> understood() {
    return Stream.of(
        Arguments.of(get("imageName=registry.test/good&imageTag=1.4")),
        Arguments.of(get("imageName=registry%2etest%2Fgood&imageTag=1%2E4&repoTags=true")),
        Arguments.of(get("&imageName=registry.test/good:1.4&&")),
        Arguments.of(path("/")),
        Arguments.of(path("/inspect")),
        Arguments.of(path("/inspect/")),
        Arguments.of(staged("/live")),
        Arguments.of(staged("/live/")),
        Arguments.of(staged("/live/inspect")),
        // As behind a domain of one's own, which may leave the stage out.
        Arguments.of(staged("/inspect")),
        Arguments.of(typed("application/json")),
        Arguments.of(typed("APPLICATION/JSON ; charset=utf-8")),
        Arguments.of(typed("application/json;charset=utf-8")),
        Arguments.of(headed("sec-fetch-site", "same-origin")),
        Arguments.of(headed("sec-fetch-site", "none")),
        Arguments.of(encoded(base64(request("registry.test/good:1.4")))));
  }

  @ParameterizedTest
  @MethodSource("understood")
  void isUnderstoodInEachForm(JsonNode payload) {
    JsonNode answer = function.invoke(payload);

    assertThat(answer.path("statusCode").intValue()).as(answer.toString()).isEqualTo(200);
    assertThat(function.source.opened()).containsExactly("registry.test/good:1.4");
  }

  @Test
  void isToldWhenToComeBackWhereThereIsNoPlace() {
    JsonNode answer = TestFunction.withPlaces(0).invoke(sample(GET));

    assertThat(answer.path("statusCode").intValue()).isEqualTo(503);
    assertThat(answer.path("headers").path("Retry-After").textValue()).isEqualTo("3");
    assertThat(parse(answer.path("body").textValue()).path("name").textValue())
        .isEqualTo("HttpError");
  }

  private static ObjectNode get(String query) {
    return sample(GET, get -> get.put("rawQueryString", query));
  }

  private static ObjectNode post(String body) {
    return sample(POST, post -> post.put("body", body));
  }

  private static ObjectNode encoded(String body) {
    return post(body).put("isBase64Encoded", true);
  }

  private static ObjectNode without(String field) {
    return sample(
        POST,
        post -> {
          post.remove(field);
          return post;
        });
  }

  private static ObjectNode typed(String type) {
    return headed("content-type", type);
  }

  private static ObjectNode headed(String name, String value) {
    return sample(
        POST,
        post -> {
          ((ObjectNode) post.get("headers")).put(name, value);
          return post;
        });
  }

  private static ObjectNode path(String path) {
    return sample(GET, get -> get.put("rawPath", path));
  }

  private static ObjectNode staged(String path) {
    return sample("lambda/http-api-get", get -> get.put("rawPath", path));
  }

  private static ObjectNode method(String method) {
    return sample(
        GET,
        get -> {
          ((ObjectNode) get.path("requestContext").path("http")).put("method", method);
          return get;
        });
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
  }
}
