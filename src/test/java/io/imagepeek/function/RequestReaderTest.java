package io.imagepeek.function;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import io.imagepeek.inspect.InspectQuery.TagsWanted;
import io.imagepeek.source.Credentials;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests as they come in: what is understood, and what every other one is told. */
class RequestReaderTest {

  private static final String SECRET = "s3cr3t";
  private static final String KNOWN =
      ": unknown field; known are [containerImageTransport, credentials, fallbacks, imageName, imageTag, maxAge,"
          + " platform, repoTags, view]";

  private static final String SEVERAL =
      "; for several images, use POST /inspections, or the function /inspectImages";

  private final RequestReader reader = new RequestReader();

  static Stream<Arguments> understood() {
    InspectRequest alpine = request("alpine", null);
    InspectRequest everything =
        InspectRequest.of(
            "quay.io/a/b",
            RequestOptions.builder()
                .imageTag("1.0")
                .transport("docker")
                .view("image")
                .platform("linux/arm64/v8")
                .tags(TagsWanted.ALL)
                .credentials(new Credentials.Password("robot", SECRET))
                .build());
    String all =
        """
        {"imageName": "quay.io/a/b", "imageTag": "1.0", "containerImageTransport": "docker",
         "view": "image", "platform": "linux/arm64/v8", "repoTags": true,
         "credentials": {"username": "robot", "password": "s3cr3t"}}
        """;
    return Stream.of(
        Arguments.of("{\"imageName\":\"alpine\"}", alpine),
        Arguments.of(" \t\r\n{ \"imageName\" : \"alpine\" }\n", alpine),
        Arguments.of("{\"image\\u004eame\":\"\\u0061lpine\"}", alpine),
        Arguments.of("\ufeff{\"imageName\":\"alpine\"}", alpine),
        Arguments.of(
            """
            {"imageName": "alpine", "imageTag": null, "containerImageTransport": null,
             "platform": null, "repoTags": null, "credentials": null}
            """,
            alpine),
        Arguments.of(
            "{\"imageName\":\"alpine\",\"repoTags\":false}",
            InspectRequest.of("alpine", RequestOptions.builder().tags(TagsWanted.NONE).build())),
        Arguments.of(
            "{\"imageName\":\"alpine\",\"postData\":{\"imageName\":\"alpine\"}}",
            request("alpine", "alpine")),
        Arguments.of(
            """
            {"postData": {"imageTag": "latest", "imageName": "docker.io/library/alpine",
             "containerImageTransport": "docker"}, "imageName": "alpine"}
            """,
            new InspectRequest(
                "docker.io/library/alpine",
                "alpine",
                RequestOptions.builder().imageTag("latest").transport("docker").build())),
        Arguments.of(all, everything),
        Arguments.of(
            "{\"imageName\":\"quay.io/a/b\",\"postData\":" + all + "}",
            new InspectRequest("quay.io/a/b", "quay.io/a/b", everything.options())));
  }

  @ParameterizedTest
  @MethodSource("understood")
  void readsBothDocumentedForms(String body, InspectRequest expected) {
    assertThat(read(body)).isEqualTo(expected);
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        // no object
        Arguments.of("", "request: the body is empty; it must be a JSON object"),
        Arguments.of(" \n ", "request: the body is empty; it must be a JSON object"),
        Arguments.of("null", "request: must be a JSON object"),
        Arguments.of("true", "request: must be a JSON object"),
        Arguments.of("42", "request: must be a JSON object"),
        Arguments.of("\"alpine\"", "request: must be a JSON object"),
        Arguments.of("[]", "request: must be a JSON object"),
        Arguments.of("[{\"imageName\":\"alpine\"}]", "request: must be a JSON object"),
        // no name
        Arguments.of("{}", "imageName: is missing"),
        Arguments.of("{\"imageName\":null}", "imageName: is missing"),
        Arguments.of("{\"imageTag\":\"latest\"}", "imageName: is missing"),
        Arguments.of("{\"postData\":{\"imageName\":\"a\"}}", "imageName: is missing"),
        Arguments.of("{\"imageName\":\"a\",\"postData\":{}}", "postData.imageName: is missing"),
        Arguments.of(
            "{\"imageName\":\"a\",\"postData\":{\"imageName\":null}}",
            "postData.imageName: is missing"),
        // wrong types
        Arguments.of("{\"imageName\":1}", "imageName: must be a string"),
        Arguments.of("{\"imageName\":[\"a\"]}", "imageName: must be a string"),
        Arguments.of("{\"imageName\":{\"a\":1}}", "imageName: must be a string"),
        Arguments.of(flat("imageTag", "3"), "imageTag: must be a string"),
        Arguments.of(flat("imageTag", "[]"), "imageTag: must be a string"),
        Arguments.of(
            flat("containerImageTransport", "{}"), "containerImageTransport: must be a string"),
        Arguments.of(flat("platform", "true"), "platform: must be a string"),
        Arguments.of(flat("repoTags", "\"true\""), "repoTags: must be true or false"),
        Arguments.of(flat("repoTags", "1"), "repoTags: must be true or false"),
        Arguments.of(flat("repoTags", "[]"), "repoTags: must be true or false"),
        Arguments.of(flat("credentials", "\"s3cr3t\""), "credentials: must be an object"),
        Arguments.of(flat("credentials", "[\"s3cr3t\"]"), "credentials: must be an object"),
        Arguments.of(nested("imageTag", "3"), "postData.imageTag: must be a string"),
        Arguments.of(nested("credentials", "1"), "postData.credentials: must be an object"),
        Arguments.of(
            "{\"imageName\":1,\"postData\":{\"imageName\":\"a\"}}", "imageName: must be a string"),
        Arguments.of("{\"imageName\":\"a\",\"postData\":null}", "postData: must be an object"),
        Arguments.of("{\"imageName\":\"a\",\"postData\":\"a\"}", "postData: must be an object"),
        Arguments.of("{\"imageName\":\"a\",\"postData\":[]}", "postData: must be an object"),
        // unknown fields
        Arguments.of(flat("tag", "\"3\""), "tag" + KNOWN),
        Arguments.of(flat("ImageName", "\"a\""), "ImageName" + KNOWN),
        Arguments.of(flat("", "1"), "\"\"" + KNOWN),
        Arguments.of(flat("a\\nb\\u001b[2J", "1"), "a?b?[2J" + KNOWN),
        Arguments.of(flat("x".repeat(100), "1"), "x".repeat(64) + KNOWN),
        Arguments.of(nested("tag", "\"3\""), "postData.tag" + KNOWN),
        Arguments.of(nested("postData", "{}"), "postData.postData" + KNOWN),
        Arguments.of(
            "{\"imageName\":\"a\",\"postData\":{\"imageName\":\"a\"},\"imageTag\":\"3\"}",
            "imageTag: unknown field; known are [imageName, postData]"),
        Arguments.of(
            "{\"imageName\":\"a\",\"credentials\":null,\"postData\":{\"imageName\":\"a\"}}",
            "credentials: unknown field; known are [imageName, postData]"),
        // known elsewhere
        Arguments.of(flat("images", "[\"a\"]"), "images" + KNOWN + SEVERAL),
        Arguments.of(
            "{\"platform\":\"linux/arm\",\"x\":1,\"images\":[]}", "images" + KNOWN + SEVERAL),
        Arguments.of(nested("images", "[]"), "postData.images" + KNOWN + SEVERAL),
        Arguments.of(
            "{\"images\":[],\"postData\":{\"imageName\":\"a\"}}",
            "images: unknown field; known are [imageName, postData]" + SEVERAL),
        Arguments.of(
            "{\"type\":\"x\",\"specversion\":\"1.0\",\"data\":{}}",
            "specversion"
                + KNOWN
                + "; for a CloudEvent, use POST / with the Content-Type application/cloudevents+json"),
        Arguments.of(
            flat("credentials", "{\"images\":[]}"),
            "credentials.images: unknown field; known are [identityToken, password, registryToken,"
                + " username]"),
        // malformed
        Arguments.of("{\"imageName\":\"a\"", "request: malformed JSON at line 1, column 17"),
        Arguments.of("{\"imageName\":\"a\",}", "request: malformed JSON at line 1, column 18"),
        Arguments.of("{imageName:\"a\"}", "request: malformed JSON at line 1, column 2"),
        Arguments.of("{'imageName':'a'}", "request: malformed JSON at line 1, column 2"),
        Arguments.of("{\"imageName\":\"a\n\"}", "request: malformed JSON at line 1, column 16"),
        Arguments.of("{\n  \"imageName\": alpine}", "request: malformed JSON at line 2, column 16"),
        Arguments.of("/* a */{\"imageName\":\"a\"}", "request: malformed JSON at line 1, column 1"),
        Arguments.of(flat("imageTag", "NaN"), "request: malformed JSON at line 1, column 37"),
        Arguments.of(flat("imageTag", "1".repeat(2000)), "request: malformed JSON"),
        // twice
        Arguments.of(
            "{\"imageName\":\"a\",\"imageName\":\"a\"}",
            "request: a field is given twice at line 1, column 29"),
        Arguments.of(
            "{\"imageName\":\"a\",\"image\\u004eame\":\"b\"}",
            "request: a field is given twice at line 1, column 34"),
        // and more
        Arguments.of("{\"imageName\":\"a\"}{}", "request: malformed JSON at line 1, column 18"),
        Arguments.of("{\"imageName\":\"a\"} x", "request: malformed JSON at line 1, column 19"),
        Arguments.of(
            "{\"imageName\":\"a\"}\u0000", "request: malformed JSON at line 1, column 19"));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void saysWhatIsWrongWithAnyOther(String body, String error) {
    InvalidInspectParameters failure = refusal(body);

    assertThat(failure.error()).isEqualTo(error);
    assertThat(withCauses(failure)).doesNotContain(SECRET);
  }

  @Test
  void nestingIsBounded() {
    for (int depth : new int[] {33, 1_000, 60_000}) {
      for (String open : List.of("[", "{\"a\":")) {
        assertThat(refusal(flat("platform", open.repeat(depth))).error())
            .isEqualTo("request: malformed JSON");
      }
    }
  }

  @Test
  void onlyUtf8IsText() {
    String text = "{\"imageName\":\"caf\u00e9\"}";
    List<byte[]> bodies =
        List.of(
            text.getBytes(ISO_8859_1),
            text.getBytes(UTF_16),
            bytes('{', 0xff, '}'),
            // Too long a form of a slash, half of a pair, and what a parser may take for UTF-32.
            bytes('"', 0xc0, 0xaf, '"'),
            bytes('"', 0xed, 0xa0, 0x80, '"'),
            bytes(0, 0, 0xfe, 0xff, 0x7f, 0, 0, 0),
            bytes(0x1f, 0x8b, 8, 0));

    assertThat(bodies)
        .allSatisfy(
            body -> assertThat(refusal(body).error()).isEqualTo("request: the body is not UTF-8"));
    assertThat(refusal(bytes(0, 0, 0, '{', 0x7f, 0x7f, 0x7f, 0x7f)).error())
        .isEqualTo("request: malformed JSON at line 1, column 2");
    assertThat(refusal(text.getBytes(UTF_16LE)).error())
        .isEqualTo("request: the body is not UTF-8");
    assertThat(refusal("{}".getBytes(UTF_16LE)).error())
        .startsWith("request: malformed JSON at line 1, column ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"imageName\":\"a\",\"credentials\":{\"username\":\"u\",\"password\":\"s3cr3t\"",
        "{\"imageName\":\"a\",\"credentials\":{\"username\":\"u\",\"password\":\"s3cr3t",
        "{\"imageName\":\"a\",\"credentials\":{\"username\":\"u\",\"password\":s3cr3t}}",
        "{\"imageName\":\"a\",\"credentials\":{\"username\":\"u\",\"password\":\"s3cr3t\\q\"}}",
        "{\"imageName\":\"a\",\"credentials\":{\"username\":\"u\",\"password\":\"s3cr3t\t\"}}",
        "{\"imageName\":\"a\",\"credentials\":{\"username\":\"u\",\"password\":\"\\u00zzs3cr3t\"}}",
        "{\"imageName\":\"a\",\"credentials\":{\"registryToken\":\"s3cr3t\",\"registryToken\":\"s3cr3t\"}}",
        "{\"imageName\":\"a\",\"credentials\":{\"username\":\"u\",\"password\":\"x\"}} s3cr3t",
        "s3cr3t",
        "\"s3cr3t\"",
        "{\"imageName\":\"a\",\"credentials\":{\"username\":{\"s3cr3t\":1},\"password\":\"x\"}}",
        "{\"imageName\":\"a\",\"credentials\":{\"username\":\"u\",\"password\":[\"s3cr3t\"]}}",
        "{\"imageName\":\"a\",\"credentials\":{\"username\":\"s3cr3t:\",\"password\":\"s3cr3t\"}}",
        "{\"imageName\":\"a\",\"credentials\":{\"username\":\"u\",\"password\":\"s3cr3t\\u0000\"}}",
        "{\"imageName\":\"a\",\"credentials\":{\"identityToken\":\"s3cr3t\",\"registryToken\":\"s3cr3t\"}}",
        "{\"imageName\":\"a\",\"credentials\":{\"registryToken\":\"s3cr3t \"}}",
        "{\"imageName\":\"a\",\"credentials\":{\"password\":\"s3cr3t\"}}",
      })
  void noSecretIsInWhatIsSaid(String body) {
    assertThat(withCauses(refusal(body))).doesNotContain(SECRET);
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      delimiter = '|',
      value = {
        "{\"imageName\":\"a\"}                                 | a",
        "{\"imageName\":\"a\",\"postData\":{\"imageName\":\"b\"}} | b",
        "{\"imageName\":\"a\",\"postData\":{\"imageName\":1}}     | a",
        "{\"imageName\":\"a\",\"postData\":7}                   | a",
        "{\"postData\":{\"imageName\":\"b\"}}                   | b",
        "{\"imageName\":7}                                   | -",
        "{}                                                | -",
        "[\"a\"]                                             | -",
        "null                                              | -",
      })
  void tellsTheNameEvenOfARequestThatIsRefused(String body, String name) {
    assertThat(reader.read(reader.parse(body.getBytes(UTF_8))).imageName()).isEqualTo(name);
  }

  @Test
  void readsAQuery() {
    assertThat(reader.request(Map.of("imageName", List.of("alpine"))))
        .isEqualTo(request("alpine", null));
    assertThat(
            reader.request(
                Map.of(
                    "imageName", List.of("alpine"),
                    "imageTag", List.of("3"),
                    "containerImageTransport", List.of("docker"),
                    "platform", List.of("linux/arm64"),
                    "repoTags", List.of("true"))))
        .isEqualTo(
            InspectRequest.of(
                "alpine",
                RequestOptions.builder()
                    .imageTag("3")
                    .transport("docker")
                    .platform("linux/arm64")
                    .tags(TagsWanted.ALL)
                    .build()));
    assertThat(
            reader
                .request(Map.of("imageName", List.of("alpine"), "repoTags", List.of("false")))
                .options()
                .tags())
        .isEqualTo(TagsWanted.NONE);
  }

  @Test
  void aRepeatedParameterIsAList() {
    for (List<String> templates :
        List.of(List.of("q.io/NAME"), List.of("q.io/NAME:TAG", "NAME:1", "r.io/a/b"))) {
      assertThat(
              reader
                  .request(Map.of("imageName", List.of("a"), "fallbacks", templates))
                  .options()
                  .fallbacks()
                  .templates())
          .isEqualTo(templates);
    }
    assertThat(reader.request(Map.of("imageName", List.of("a"), "fallbacks", List.of("true"))))
        .isEqualTo(read("{\"imageName\":\"a\",\"fallbacks\":true}"));
  }

  static Stream<Arguments> refusedQueries() {
    List<String> name = List.of("alpine");
    String templates =
        "fallbacks: must be true or false, or a template such as mirror.example.com/NAME:TAG, which"
            + " may be repeated";
    return Stream.of(
        Arguments.of(Map.of("imageName", name, "fallbacks", List.of("yes")), templates),
        Arguments.of(Map.of("imageName", name, "fallbacks", List.of("")), templates),
        Arguments.of(
            Map.of("imageName", name, "fallbacks", List.of("true", "q.io/NAME")), templates),
        Arguments.of(
            Map.of("imageName", name, "fallbacks", Collections.nCopies(11, "q.io/NAME")),
            "fallbacks: must be true, false or a list of at most 10 templates"),
        Arguments.of(
            Map.of("imageName", name, "repoTags", List.of("true", "true")),
            "repoTags: given more than once"),
        Arguments.of(
            Map.of("imageName", name, "credentials", List.of(SECRET, SECRET)),
            "credentials: not accepted in a URL, which logs keep; use POST"),
        Arguments.of(Map.of("images", name), "images" + KNOWN + SEVERAL),
        Arguments.of(Map.of(), "imageName: is missing"),
        Arguments.of(Map.of("imageTag", List.of("3")), "imageName: is missing"),
        Arguments.of(Map.of("imageName", List.of("a", "a")), "imageName: given more than once"),
        Arguments.of(
            Map.of("imageName", name, "repoTags", List.of("yes")),
            "repoTags: must be true or false"),
        Arguments.of(
            Map.of("imageName", name, "repoTags", List.of("")), "repoTags: must be true or false"),
        Arguments.of(Map.of("imageName", name, "x\r\ny", List.of("1")), "x??y" + KNOWN),
        Arguments.of(Map.of("imageName", name, "password", List.of(SECRET)), "password" + KNOWN),
        Arguments.of(Map.of("imageName", name, "postData", List.of("{}")), "postData" + KNOWN),
        Arguments.of(
            Map.of("imageName", name, "credentials", List.of(SECRET)),
            "credentials: not accepted in a URL, which logs keep; use POST"));
  }

  @ParameterizedTest
  @MethodSource("refusedQueries")
  void saysWhatIsWrongWithAQuery(Map<String, List<String>> query, String error) {
    assertThatThrownBy(() -> reader.request(query))
        .isInstanceOfSatisfying(
            InvalidInspectParameters.class,
            failure -> assertThat(failure.error()).isEqualTo(error));
  }

  private static InspectRequest request(String imageName, String outerName) {
    return new InspectRequest(imageName, outerName, RequestOptions.NONE);
  }

  /** The flat form with one field more. */
  private static String flat(String field, String value) {
    return "{\"imageName\":\"alpine\",\"" + field + "\":" + value + "}";
  }

  /** The form with {@code postData}, with one field more in it. */
  private static String nested(String field, String value) {
    return "{\"imageName\":\"alpine\",\"postData\":" + flat(field, value) + "}";
  }

  private InspectRequest read(String body) {
    return reader.request(reader.parse(body.getBytes(UTF_8)));
  }

  private InvalidInspectParameters refusal(String body) {
    return refusal(body.getBytes(UTF_8));
  }

  private InvalidInspectParameters refusal(byte[] body) {
    Throwable thrown = catchThrowable(() -> reader.request(reader.parse(body)));
    assertThat(thrown).isInstanceOf(InvalidInspectParameters.class);
    return (InvalidInspectParameters) thrown;
  }

  private static byte[] bytes(int... bytes) {
    byte[] body = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      body[i] = (byte) bytes[i];
    }
    return body;
  }

  private static String withCauses(Throwable failure) {
    StringWriter text = new StringWriter();
    failure.printStackTrace(new PrintWriter(text, true));
    return text.toString();
  }
}
