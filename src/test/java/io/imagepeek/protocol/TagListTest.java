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
        "<?last=b>; rel = \"next\"",
        "<?last=b>; rel='next'",
        "<?last=b>; rel=\"last next\"",
        "<?last=b>; rel=last next; title=x",
        "<?last=b>; title=\"one, <two>; \\\"three\\\"\"; rel=\"next\"",
        "<?last=b>; title=it's; rel=next; rel=prev",
        "<?last=b>;; rel=next;",
        "/v2/some/app/tags/list?last=b; rel=\"next\"",
        "ORIGIN/v2/some/app/tags/list?last=b; rel=next",
        "</elsewhere>; rel=first, ?last=b; rel=next",
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

  /** Behind a proxy, registries do not know what they are called. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://registry.internal",
        "http://169.254.169.254",
        "https://user@evil.test:1",
        "//registry.internal:5000",
      })
  void theNextPageIsAskedForWhereTheFirstOneWas(String elsewhere) {
    ScriptedRegistry registry = secure();
    image(registry);
    registry.requireBasic("user", "secret");
    registry
        .on("GET", LIST)
        .respond(tags("\"a\"").with("Link", "<" + elsewhere + LIST + "?last=a>; rel=next"));
    registry.on("GET", LIST + "?last=a").respond(tags("\"b\""));

    assertThat(app(registry).password("user", "secret").repoTags().send().inspected().repoTags())
        .containsExactly("a", "b");
  }

  /** A list is whole or there is none. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "<?last=a>; rel=\"next",
        "<?last=a; rel=\"next\"",
        "<?last=a>",
        "?last=a",
        "<?last=a>; title=a,b; rel=next",
        "<?last=a>; type=x",
        "<?last=a>, rel=next",
        "next",
      })
  void aLinkThatNobodyUnderstands(String link) {
    ScriptedRegistry registry = secure();
    TestImage image = image(registry);
    registry.on("GET", LIST).respond(tags("\"a\"").with("Link", link));

    assertThat(app(registry).repoTags().send().inspected(image).repoTags()).isNull();

    assertThat(log.text()).contains("are left out", "the link to its next page cannot be read");
    assertThat(lists(registry)).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"</docs>; rel=\"help\"", "</x>; rel=\"https://example.com/next\"", ""})
  void aLinkToSomethingElse(String link) {
    ScriptedRegistry registry = secure();
    image(registry);
    registry.on("GET", LIST).respond(tags("\"a\"").with("Link", link));

    assertThat(app(registry).repoTags().send().inspected().repoTags()).containsExactly("a");
  }

  @Test
  void nothingComesAfterAnEmptyPage() {
    ScriptedRegistry registry = secure();
    image(registry);
    registry.on("GET", LIST).respond(tags("\"a\"").with("Link", "<?last=a>; rel=next"));
    registry.on("GET", LIST + "?last=a").respond(tags().with("Link", "<?last=b>"));

    assertThat(app(registry).repoTags().send().inspected().repoTags()).containsExactly("a");
  }

  /** What is refused on the way was not everything: then it is nothing. */
  @Test
  void aPageThatIsRefused() {
    ScriptedRegistry registry = secure();
    image(registry);
    registry.on("GET", LIST).respond(tags("\"a\"").with("Link", "</more>; rel=\"next\""));
    registry.on("GET", "/more").respond(Reply.status(403));

    assertThat(app(registry).repoTags().send().inspected().repoTags()).isNull();
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
        .saying("the tag list contains a tag of more than 128 characters");
  }

  static Stream<Reply> denials() {
    return Stream.of(
        Reply.unauthorized(),
        // A challenge that nobody has the credentials to answer.
        Reply.unauthorized("Basic realm=\"x\""),
        Reply.error(403, "DENIED", "not for you"),
        Reply.status(403),
        Reply.status(404),
        Reply.html(404, "<h1>not found</h1>"),
        Reply.error(404, "NAME_UNKNOWN", "repository name not known to registry"),
        Reply.error(404, "NOT_FOUND", "the repository does not exist"),
        Reply.json(404, "{\"status\":404,\"path\":\"/v2/\"}"),
        Reply.error(400, "UNSUPPORTED", "the operation is unsupported"),
        Reply.status(400),
        Reply.status(405),
        Reply.status(410),
        Reply.status(204),
        Reply.error(501, "UNSUPPORTED", "not here"),
        Reply.status(501));
  }

  @ParameterizedTest
  @MethodSource("denials")
  void deniedListingLeavesTheRest(Reply denial) {
    ScriptedRegistry registry = secure();
    TestImage image = image(registry);
    registry.on("GET", LIST).respond(denial);

    assertThat(app(registry).repoTags().send().inspected(image).repoTags()).isNull();

    assertThat(lists(registry)).hasSize(1);
    assertThat(log.text())
        .contains("the tags of " + registry.authority() + LIST + " are left out: ");
  }

  static Stream<Arguments> failures() {
    return Stream.of(
        Arguments.of(Reply.status(500), 3, "InspectImageFailure", "HTTP status 500"),
        Arguments.of(Reply.status(429), 3, "InspectImageFailure", "HTTP status 429"),
        Arguments.of(Reply.html(200, "<p>"), 1, "InspectImageFailure", "not valid JSON"),
        Arguments.of(Reply.json(200, ""), 1, "InspectImageFailure", "the tag list"),
        Arguments.of(Reply.json(200, "[\"a\"]"), 1, "InspectImageFailure", "not an object"),
        Arguments.of(
            Reply.json(200, "{\"tags\":\"a\"}"), 1, "InspectImageFailure", "array of tags"),
        Arguments.of(Reply.json(200, "{\"tags\":[1]}"), 1, "InspectImageFailure", "not a string"),
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

  /** Digests among the tags are passed over, and yet the page is not the last. */
  @Test
  void aPageWithoutTagsIsNotEmpty() {
    ScriptedRegistry registry = secure();
    image(registry);
    registry
        .on("GET", LIST)
        .respond(tags("\"" + TestImage.digest("x") + "\"").with("Link", "<?last=b>"));

    assertThat(app(registry).repoTags().send().inspected().repoTags()).isNull();
  }
}
