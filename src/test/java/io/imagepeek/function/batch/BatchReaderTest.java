package io.imagepeek.function.batch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import io.imagepeek.function.ReadRequest;
import io.imagepeek.function.RequestReader;
import io.imagepeek.image.Platform;
import io.imagepeek.inspect.InspectQuery;
import io.imagepeek.inspect.InspectQuery.TagsWanted;
import io.imagepeek.inspect.InspectQuery.View;
import io.imagepeek.source.Credentials;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class BatchReaderTest {

  private static final String ONE =
      "; for one image, use /inspect, or the function /inspectAnImage";
  private static final String SECRET = "s3cr3t";
  private static final String PASSWORD = "{\"username\":\"robot\",\"password\":\"" + SECRET + "\"}";

  private final BatchReader reader = new BatchReader(new RequestReader(), 3);

  @Test
  void readsEachFormOfARequest() {
    List<ReadRequest> images =
        read(
            """
            {"images": ["alpine:3", {"imageName": "nginx", "imageTag": "1"},
              {"imageName": "redis", "postData": {"imageName": "docker.io/redis"}}]}
            """);

    assertThat(images)
        .extracting(image -> image.imageName())
        .containsExactly("alpine:3", "nginx", "docker.io/redis");
    assertThat(images)
        .extracting(image -> query(image).image().reference().toString())
        .containsExactly(
            "docker.io/library/alpine:3",
            "docker.io/library/nginx:1",
            "docker.io/library/redis:latest");
  }

  @Test
  void defaultsStandForWhatIsNotSaid() {
    List<ReadRequest> images =
        read(
            """
            {"images": [{"imageName": "q.io/a", "platform": null},
              {"imageName": "q.io/b", "postData": {"imageName": "q.io/b", "platform": "linux/arm",
               "view": "engine", "repoTags": false, "imageTag": "2", "maxAge": 0,
               "fallbacks": false, "credentials": {"registryToken": "t"}}}, "q.io/c"],
             "imageTag": "1", "platform": "linux/386", "view": "image", "repoTags": true,
             "maxAge": 60, "fallbacks": ["r.io/NAME:TAG"], "containerImageTransport": "docker",
             "credentials": %s}
            """
                .formatted(PASSWORD));

    InspectQuery all = query(images.get(0));
    assertThat(all.image().reference().toString()).isEqualTo("q.io/a:1");
    assertThat(all.platform()).contains(Platform.parse("linux/386"));
    assertThat(all.view()).isEqualTo(View.IMAGE);
    assertThat(all.tags()).isEqualTo(TagsWanted.ALL);
    assertThat(all.image().maxAge()).contains(Duration.ofMinutes(1));
    assertThat(all.image().credentials()).contains(new Credentials.Password("robot", SECRET));
    assertThat(all.fallbacks())
        .extracting(request -> request.reference().toString())
        .containsExactly("r.io/a:1");
    InspectQuery none = query(images.get(1));
    assertThat(none.image().reference().toString()).isEqualTo("q.io/b:2");
    assertThat(none.platform()).contains(Platform.parse("linux/arm"));
    assertThat(none.view()).isEqualTo(View.ENGINE);
    assertThat(none.tags()).isEqualTo(TagsWanted.NONE);
    assertThat(none.image().maxAge()).contains(Duration.ZERO);
    assertThat(none.image().credentials()).contains(new Credentials.RegistryToken("t"));
    assertThat(none.fallbacks()).isEmpty();
    assertThat(query(images.get(2)).image().reference().toString()).isEqualTo("q.io/c:1");
  }

  /** A name that has a tag or a digest says which image is meant. */
  @ParameterizedTest
  @CsvSource({
    "a,          docker.io/library/a:1",
    "a:2,        docker.io/library/a:2",
    "a:1,        docker.io/library/a:1",
    "a:latest,   docker.io/library/a:latest",
    "h:5000/a,   h:5000/a:1",
    "h:5000/a:2, h:5000/a:2",
  })
  void aDefaultTagIsForNamesWithoutOne(String name, String reference) {
    ReadRequest image = read("{\"images\":[\"" + name + "\"],\"imageTag\":\"1\"}").get(0);

    assertThat(query(image).image().reference().toString()).isEqualTo(reference);
  }

  @Test
  void aDefaultTagIsNotForWhatIsPinned() {
    String pinned = "q.io/a@sha256:" + "0".repeat(64);

    ReadRequest image = read("{\"images\":[\"" + pinned + "\"],\"imageTag\":\"1\"}").get(0);

    assertThat(query(image).image().reference().toString()).isEqualTo(pinned);
  }

  /** Of a path nothing can be told: the tag says which of the images there is meant. */
  @Test
  void aDefaultTagIsForPathsToo() {
    ReadRequest read =
        read("{\"images\":[\"/a:1\"],\"imageTag\":\"2\",\"containerImageTransport\":\"oci\"}")
            .get(0);

    assertThat(query(read).image().local().tag()).isEqualTo("2");
  }

  static Stream<Arguments> pairs() {
    String digest = "sha256:" + "1".repeat(64);
    return Stream.of(
        same("\"a\"", "\"docker.io/library/a:latest\""),
        same("\"a\"", "{\"imageName\":\"a\",\"imageTag\":\"latest\"}"),
        same("\"a\"", "{\"imageName\":\"index.docker.io/a\",\"view\":\"image\"}"),
        same("\"a\"", "{\"imageName\":\"a\",\"postData\":{\"imageName\":\"a\"}}"),
        same("\"a@" + digest + "\"", "\"library/a@" + digest + "\""),
        same(with("platform", "\"linux/arm\""), with("platform", "\"linux/arm\"")),
        same(with("credentials", PASSWORD), with("credentials", PASSWORD)),
        same(with("fallbacks", "true"), with("fallbacks", "true")),
        other("\"a\"", "\"b\""),
        other("\"a\"", "\"a:1\""),
        other("\"a\"", "\"quay.io/library/a\""),
        other("\"a\"", "\"a@" + digest + "\""),
        other("\"a\"", with("platform", "\"linux/arm\"")),
        other("\"a\"", with("view", "\"config\"")),
        other("\"a\"", with("repoTags", "true")),
        other("\"a\"", with("maxAge", "0")),
        other(with("maxAge", "1"), with("maxAge", "0")),
        other("\"a\"", with("fallbacks", "true")),
        other("\"a\"", with("credentials", PASSWORD)),
        other(with("credentials", "{\"registryToken\":\"t\"}"), with("credentials", PASSWORD)),
        other("\"a\"", with("containerImageTransport", "\"docker-daemon\"")));
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void equalRequestsAreEqual(String first, String second, boolean same) {
    List<ReadRequest> images = read("{\"images\":[" + first + "," + second + "]}");

    assertThat(query(images.get(0)).equals(query(images.get(1)))).isEqualTo(same);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "7                                        | -   | request: must be a JSON object",
        "null                                     | -   | request: must be a JSON object",
        "[\"a\"]                                  | -   | request: must be a JSON object",
        "{}                                       | -   | imageName: is missing",
        "{\"imageName\":\"a\",\"platform\":1}     | a   | platform: must be a string",
        "{\"imageName\":\"a\",\"images\":[]}      | a   | images: unknown field",
        "{\"imageName\":\"a\",\"postData\":7}     | a   | postData: must be an object",
        "{\"imageName\":\"a\",\"view\":\"x\"}     | a   | view: unknown view",
      })
  void whatIsWrongWithAnImageLeavesTheOthers(String image, String imageName, String error) {
    List<ReadRequest> images =
        read("{\"images\":[\"x\"," + image + "],\"platform\":\"linux/arm\"}");

    assertThat(images.get(0)).isInstanceOf(ReadRequest.Valid.class);
    ReadRequest wrong = images.get(1);
    assertThat(wrong.imageName()).isEqualTo(imageName);
    assertThat(wrong)
        .isInstanceOfSatisfying(
            ReadRequest.Invalid.class,
            invalid -> assertThat(invalid.failure().error()).startsWith(error));
  }

  /** A name is parsed with its request. */
  @ParameterizedTest
  @ValueSource(strings = {"\"\"", "\"a@b\"", "\"a/B\"", "{\"imageName\":\"a\",\"imageTag\":\"!\"}"})
  void whatIsWrongWithANameLeavesTheOthers(String image) {
    List<ReadRequest> images = read("{\"images\":[" + image + ",\"x\"]}");

    assertThat(images.get(0)).isInstanceOf(ReadRequest.Invalid.class);
    assertThat(images.get(1)).isInstanceOf(ReadRequest.Valid.class);
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        Arguments.of("[]", "request: must be a JSON object"),
        Arguments.of("\"a\"", "request: must be a JSON object"),
        Arguments.of("", "request: the body is empty; it must be a JSON object"),
        Arguments.of("{}", "images: is missing"),
        Arguments.of("{\"images\":null}", "images: is missing"),
        Arguments.of("{\"images\":\"a\"}", "images: must be a list of 1 to 3 images"),
        Arguments.of("{\"images\":{}}", "images: must be a list of 1 to 3 images"),
        Arguments.of("{\"images\":[]}", "images: must be a list of 1 to 3 images, not of 0"),
        Arguments.of("{\"images\":[1,2,3,4]}", "images: must be a list of 1 to 3 images, not of 4"),
        Arguments.of(
            all("\"imageName\":\"a\""),
            "imageName: unknown field; known are [containerImageTransport, credentials, fallbacks,"
                + " imageTag, images, maxAge, platform, repoTags, view]"
                + ONE),
        Arguments.of(all("\"x\":1,\"postData\":{}"), "postData: unknown field; known are ["),
        Arguments.of("{\"imageName\":\"a\"}", "imageName: unknown field; known are ["),
        Arguments.of(all("\"image\":1"), "image: unknown field; known are ["),
        Arguments.of(all("\"platform\":7"), "platform: must be a string"),
        Arguments.of(all("\"imageTag\":7"), "imageTag: must be a string"),
        Arguments.of(all("\"repoTags\":\"true\""), "repoTags: must be true or false"),
        Arguments.of(all("\"maxAge\":-1"), "maxAge: must be a whole number of seconds"),
        Arguments.of(all("\"fallbacks\":\"x\""), "fallbacks: must be true, false or a list"),
        Arguments.of(all("\"credentials\":\"s3cr3t\""), "credentials: must be an object"),
        Arguments.of(
            all("\"credentials\":{\"s3cr3t\":\"s3cr3t\"}"), "credentials.s3cr3t: unknown field"),
        Arguments.of("{\"images\":[\"a\"],\"images\":[]}", "request: a field is given twice"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"imageName\":\"a\"}", "{\"imageName\":\"a\",\"postData\":{}}"})
  void whatIsNoBatchIsToldWhereItIsTaken(String body) {
    assertThat(refusal(body)).endsWith(ONE);
  }

  @ParameterizedTest
  @MethodSource("refused")
  void whatIsWrongWithTheWholeIsOneError(String body, String error) {
    assertThat(refusal(body)).startsWith(error);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"q.io/a\",\"r.io/a\"",
        "\"a\",\"q.io/a\"",
        "\"q.io/a\",\"q.io:5000/a\"",
        "\"q.io/a\",{\"imageName\":\"r.io/a\",\"postData\":{\"imageName\":\"r.io/a\"}}",
        "\"q.io/a\",{\"imageName\":\"r.io/a\",\"credentials\":{\"registryToken\":\"t\"}}",
        "\"q.io/a\",{\"imageName\":\"/a\",\"containerImageTransport\":\"oci\"}",
      })
  void credentialsAreOfOneRegistry(String images) {
    assertThat(refusal("{\"images\":[" + images + "],\"credentials\":" + PASSWORD + "}"))
        .isEqualTo(
            "credentials: the images are not all of one registry; give each image its own"
                + " credentials, since those for one registry are never offered to another");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"q.io/a\",\"q.io/b/c:1\",{\"imageName\":\"q.io/d\"}",
        "\"a\",\"docker.io/b/c\",\"index.docker.io/library/d\"",
        "\"q.io/a\",7,\"a@b\"",
      })
  void credentialsAreForAllImagesOfARegistry(String images) {
    List<ReadRequest> read = read("{\"images\":[" + images + "],\"credentials\":" + PASSWORD + "}");

    assertThat(read)
        .filteredOn(ReadRequest.Valid.class::isInstance)
        .isNotEmpty()
        .allSatisfy(
            image ->
                assertThat(query(image).image().credentials())
                    .contains(new Credentials.Password("robot", SECRET)));
  }

  private static Arguments same(String first, String second) {
    return Arguments.of(first, second, true);
  }

  private static Arguments other(String first, String second) {
    return Arguments.of(first, second, false);
  }

  private static String with(String field, String value) {
    return "{\"imageName\":\"a\",\"" + field + "\":" + value + "}";
  }

  private static String all(String field) {
    return "{\"images\":[\"a\"]," + field + "}";
  }

  private String refusal(String body) {
    InvalidInspectParameters refused =
        catchThrowableOfType(InvalidInspectParameters.class, () -> read(body));
    return refused.error();
  }

  private List<ReadRequest> read(String body) {
    return reader.read(body.getBytes(UTF_8));
  }

  private static InspectQuery query(ReadRequest image) {
    return ((ReadRequest.Valid) image).query();
  }
}
