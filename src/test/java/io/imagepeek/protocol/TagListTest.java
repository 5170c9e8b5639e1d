package io.imagepeek.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagepeek.testing.RecordedRequest;
import io.imagepeek.testing.Reply;
import io.imagepeek.testing.ScriptedRegistry;
import io.imagepeek.testing.TestImage;
import io.imagepeek.testing.TokenService;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The tags of a repository, where they are asked for. */
@QuarkusTest
@TestProfile(ProtocolProfile.class)
class TagListTest extends ProtocolTest {

  private static final String LIST = "/v2/some/app/tags/list";

  @Test
  void notAskedFor() {
    ScriptedRegistry registry = secure();
    TestImage image = image(registry);

    assertThat(app(registry).send().inspected(image).repoTags()).isEmpty();

    assertThat(lists(registry)).isEmpty();
  }

  @Test
  void onePage() {
    ScriptedRegistry registry = secure();
    TestImage image = image(registry);
    registry.image("some/app", "v2");

    assertThat(app(registry).repoTags().send().inspected(image).repoTags())
        .containsExactly("v1", "v2");

    assertThat(registry.requests())
        .containsExactlyInAnyOrder(
            "GET " + MANIFEST, "GET " + BLOBS + image.configDigest(), "GET " + LIST);
    assertThat(registry.requests().get(0)).isEqualTo("GET " + MANIFEST);
  }

  @Test
  void allPagesInTheirOrder() {
    ScriptedRegistry registry = secure();
    image(registry);
    for (int i = 2; i <= 5; i++) {
      registry.image("some/app", "v" + i);
    }
    registry.tagsPerPage(2);

    assertThat(app(registry).repoTags().send().inspected().repoTags())
        .containsExactly("v1", "v2", "v3", "v4", "v5");

    assertThat(lists(registry))
        .containsExactly(
            "GET " + LIST, "GET " + LIST + "?last=v2&n=2", "GET " + LIST + "?last=v4&n=2");
  }

  @Test
  void oneTokenServesAll() {
    ScriptedRegistry registry = secure();
    image(registry);
    registry.image("some/app", "v2");
    registry.tagsPerPage(1);
    TokenService tokens = TokenService.on(registry);
    registry.requireBearer(tokens);

    assertThat(app(registry).repoTags().send().inspected().repoTags()).containsExactly("v1", "v2");

    assertThat(tokens.requestCount()).isEqualTo(1);
    assertThat(lists(registry)).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "<ORIGIN/v2/some/app/tags/list?last=b>; rel=\"next\"",
        "</v2/some/app/tags/list?last=b>;rel=next",
        "<?last=b>; type=\"x\"; REL=\"Next\"",
        "</elsewhere>; rel=\"prev\", <list?last=b>; rel=\"next\"",
      })
  void linksInAllForms(String link) {
    ScriptedRegistry registry = secure();
    image(registry);
    registry
        .on("GET", LIST)
        .respond(tags("\"b\"", "\"a\"").with("Link", link.replace("ORIGIN", registry.url(""))));
    registry.on("GET", LIST + "?last=b").respond(tags("\"c\""));

    assertThat(app(registry).repoTags().send().inspected().repoTags())
        .containsExactly("b", "a", "c");
  }

  @Test
  void linkElsewhereGetsNoProof() {
    ScriptedRegistry registry = secure();
    ScriptedRegistry other = secure();
    image(registry);
    registry.requireBasic("user", "secret");
    registry
        .on("GET", LIST)
        .respond(tags("\"a\"").with("Link", "<" + other.url("/more") + ">; rel=\"next\""));
    other.on("GET", "/more").respond(tags("\"b\"").with("Link", "</more?2>; rel=\"next\""));
    other.on("GET", "/more?2").respond(Reply.unauthorized("Basic realm=\"x\""));

    // What is refused there was not everything: then it is nothing.
    assertThat(app(registry).password("user", "secret").repoTags().send().inspected().repoTags())
        .isNull();

    other.assertRequests("GET /more", "GET /more?2");
    assertThat(other.recorded()).extracting(RecordedRequest::authorization).containsOnlyNulls();
  }

  @Test
  void loop() {
    ScriptedRegistry registry = secure();
    image(registry);
    registry
        .on("GET", LIST)
        .respond(tags("\"a\"").with("Link", "<" + LIST + "?last=a>; rel=\"next\""));
    registry
        .on("GET", LIST + "?last=a")
        .respond(tags("\"b\"").with("Link", "<" + LIST + ">; rel=\"next\""));

    app(registry)
        .repoTags()
        .send()
        .failed("InspectImageFailure")
        .saying("the pages of the tag list form a loop");

    assertThat(lists(registry)).containsExactly("GET " + LIST, "GET " + LIST + "?last=a");
  }

  @Test
  void pagesWithoutEnd() {
    ScriptedRegistry registry = secure();
    image(registry);
    registry
        .on("GET", LIST)
        .always(
            request -> {
              int page = request.query().isEmpty() ? 0 : Integer.parseInt(page(request));
              return tags("\"t" + page + "\"")
                  .with("Link", "<" + LIST + "?p=" + (page + 1) + ">; rel=\"next\"");
            });

    app(registry)
        .repoTags()
        .send()
        .failed("InspectImageFailure")
        .saying("the repository has more than " + ProtocolProfile.TAGS + " tags");

    assertThat(lists(registry)).hasSize(ProtocolProfile.TAGS + 1);
  }

  @Test
  void asManyAsThereMayBe() {
    ScriptedRegistry registry = secure();
    image(registry);
    String[] all =
        IntStream.range(0, ProtocolProfile.TAGS)
            .mapToObj(i -> "\"t" + i + "\"")
            .toArray(String[]::new);
    registry.on("GET", LIST).respond(tags(all));

    assertThat(app(registry).repoTags().send().inspected().repoTags())
        .hasSize(ProtocolProfile.TAGS);
  }

  @Test
  void tagOfMegabytes() {
    ScriptedRegistry registry = secure();
    image(registry);
    registry.on("GET", LIST).respond(tags("\"" + "t".repeat(129) + "\""));

    app(registry)
        .repoTags()
        .send()
        .failed("InspectImageFailure")
        .saying("the tag list holds a tag of more than 128 characters");
  }

  static Stream<Reply> denials() {
    return Stream.of(
        Reply.unauthorized(),
        // A challenge that nobody has the credentials to answer.
        Reply.unauthorized("Basic realm=\"x\""),
        Reply.error(403, "DENIED", "not for you"),
        Reply.status(403),
        Reply.status(404),
        Reply.html(404, "<h1>not found</h1>"));
  }

  @ParameterizedTest
  @MethodSource("denials")
  void deniedListingLeavesTheRest(Reply denial) {
    ScriptedRegistry registry = secure();
    TestImage image = image(registry);
    registry.on("GET", LIST).respond(denial);

    assertThat(app(registry).repoTags().send().inspected(image).repoTags()).isNull();

    assertThat(lists(registry)).hasSize(1);
  }

  static Stream<Arguments> failures() {
    return Stream.of(
        Arguments.of(
            Reply.error(404, "NAME_UNKNOWN", "repository name not known to registry"),
            1,
            "ImageNotFoundInRegistry",
            "name unknown: repository name not known to registry"),
        Arguments.of(Reply.status(500), 3, "InspectImageFailure", "HTTP status 500"),
        Arguments.of(Reply.status(400), 1, "InspectImageFailure", "HTTP status 400"),
        Arguments.of(Reply.html(200, "<p>"), 1, "InspectImageFailure", "not valid JSON"),
        Arguments.of(Reply.json(200, ""), 1, "InspectImageFailure", "the tag list"),
        Arguments.of(Reply.json(200, "[\"a\"]"), 1, "InspectImageFailure", "not an object"),
        Arguments.of(
            Reply.json(200, "{\"tags\":\"a\"}"), 1, "InspectImageFailure", "array of tags"),
        Arguments.of(Reply.json(200, "{\"tags\":[1]}"), 1, "InspectImageFailure", "not a string"),
        Arguments.of(
            tags("\"a\"").with("Link", "<https://169.254.169.254/x>; rel=\"next\""),
            1,
            "RegistryConnectionFailure",
            "never connected to"),
        Arguments.of(
            tags("\"a\"").with("Link", "<https://evil.test/x>; rel=\"next\""),
            1,
            "RegistryConnectionFailure",
            "never connected to"),
        Arguments.of(
            tags("\"a\"").with("Link", "<http://cdn.test/x?n=s3cret>; rel=\"next\""),
            1,
            "InspectImageFailure",
            "which https never falls to"),
        Arguments.of(
            tags("\"a\"").with("Link", "<file:///etc/passwd>; rel=\"next\""),
            1,
            "InspectImageFailure",
            "neither http nor https"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void otherFailuresAreToldToTheCaller(Reply reply, int requests, String error, String text) {
    ScriptedRegistry registry = secure();
    names.put("evil.test", "169.254.169.254");
    image(registry);
    registry.on("GET", LIST).respond(requests, reply);

    Answer answer = app(registry).repoTags().send().failed(error).mentioning(text);

    assertThat(lists(registry)).hasSize(requests);
    assertThat(answer.everything() + log.text()).doesNotContain("s3cret");
  }

  @Test
  void whatIsNoTagIsSkipped() {
    ScriptedRegistry registry = secure();
    image(registry);
    registry
        .on("GET", LIST)
        .respond(
            tags("\"b\"", "\"\"", "null", "\"" + TestImage.digest("x") + "\"", "\"a\"", "\"b\""));

    assertThat(app(registry).repoTags().send().inspected().repoTags())
        .containsExactly("b", "a", "b");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"name\":\"some/app\",\"tags\":null}", "{}", "{\"tags\":[]}"})
  void noTagsAtAll(String body) {
    ScriptedRegistry registry = secure();
    image(registry);
    registry.on("GET", LIST).respond(Reply.json(200, body));

    assertThat(app(registry).repoTags().send().inspected().repoTags()).isEmpty();
  }

  @Test
  void tagsAreNotAskedForWhereThereIsNoImage() {
    ScriptedRegistry registry = secure();
    registry.on("GET", MANIFEST).respond(Reply.error(404, "MANIFEST_UNKNOWN", "manifest unknown"));

    app(registry).repoTags().send().failed("ImageNotFoundInRegistry").saying("manifest unknown");

    registry.assertRequests("GET " + MANIFEST);
  }

  private static String page(RecordedRequest request) {
    return request.target().substring(request.target().indexOf('=') + 1);
  }

  private static Reply.Answer tags(String... json) {
    return Reply.json(200, "{\"name\":\"some/app\",\"tags\":[" + String.join(",", json) + "]}");
  }

  private static List<String> lists(ScriptedRegistry registry) {
    return registry.requests().stream().filter(request -> request.contains(LIST)).toList();
  }
}
