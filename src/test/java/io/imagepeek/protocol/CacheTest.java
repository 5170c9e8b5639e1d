package io.imagepeek.protocol;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.imagepeek.testing.Reply;
import io.imagepeek.testing.ScriptedRegistry;
import io.imagepeek.testing.TestImage;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is remembered of an image, for how long, and for whom: counted in requests. */
@QuarkusTest
@TestProfile(ProtocolProfile.class)
class CacheTest extends ProtocolTest {

  private static final String GET = "GET " + MANIFEST;
  private static final String HEAD = "HEAD " + MANIFEST;
  private static final String TAGS = "GET /v2/some/app/tags/list";
  private static final int AT_ONCE = 20;
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @Test
  void whatIsUnchangedCostsOneHead() {
    ScriptedRegistry registry = secure();
    TestImage image = image(registry);

    Answer first = app(registry).send().inspected(image);
    Answer second = app(registry).send().inspected(image);

    registry.assertRequests(GET, blob(image), HEAD);
    assertThat(second.body()).isEqualTo(first.body());
    assertThat(first.header("Age")).isNull();
    assertThat(second.header("Age")).isNull();
    assertThat(log.lines("outcome=inspected")).hasSize(2);
    assertThat(log.lines("outcome=inspected").get(0)).contains(" requests=2 ").endsWith("miss");
    assertThat(log.lines("outcome=inspected").get(1))
        .contains(" requests=1 bytes=0 ")
        .endsWith(" cache=revalidated");
  }

  @Test
  void revalidationAsksForWhatTheFirstRequestAskedFor() {
    ScriptedRegistry registry = secure();
    image(registry);

    app(registry).send().inspected();
    app(registry).send().inspected();

    assertThat(registry.recorded().get(2).header("Accept"))
        .isEqualTo(registry.recorded().get(0).header("Accept"));
  }

  @Test
  void anIndexIsUnchangedWithAllThatItLeadsTo() {
    ScriptedRegistry registry = secure();
    registry.image("some/app", "v1", TestImage.index("linux/amd64", "linux/arm64"));

    app(registry).send().inspected();
    assertThat(registry.requests()).hasSize(3);
    app(registry).send().inspected();
    assertThat(registry.requests()).hasSize(4).last().isEqualTo(HEAD);
    app(registry).platform("linux/arm64").send().inspected();
    assertThat(registry.requests()).hasSize(7);
    app(registry).platform("linux/arm64").send().inspected();

    assertThat(registry.requests()).hasSize(8).last().isEqualTo(HEAD);
  }

  @Test
  void aTagThatHasMovedIsReadAnew() {
    ScriptedRegistry registry = secure();
    image(registry);
    app(registry).send().inspected();

    TestImage moved = registry.image("some/app", "v1", TestImage.docker("linux/arm64"));
    app(registry).platform("linux/arm64").send().inspected(moved);

    assertThat(registry.requests().subList(2, registry.requests().size()))
        .containsExactly(HEAD, GET, blob(moved));
  }

  @Test
  void aTagThatHasMovedBackIsKnown() {
    ScriptedRegistry registry = secure();
    TestImage image = image(registry);
    app(registry).send().inspected();
    registry.image("some/app", "v1", TestImage.docker("linux/amd64"));
    app(registry).send().inspected();
    int before = registry.requests().size();

    registry.image("some/app", "v1", image);
    app(registry).send().inspected(image);

    assertThat(registry.requests().subList(before, registry.requests().size()))
        .containsExactly(HEAD);
  }

  @Test
  void anAgeThatIsAcceptedCostsNothing() {
    ScriptedRegistry registry = secure();
    TestImage image = image(registry);
    app(registry).send().inspected(image);

    clock.advance(Duration.ofSeconds(59));
    Answer remembered = app(registry).maxAge(60).send().inspected(image);

    registry.assertRequests(GET, blob(image));
    assertThat(remembered.header("Age")).isIn("59", "60");
    assertThat(log.lines(" cache=hit")).hasSize(1).first().asString().contains(" requests=0 ");

    clock.advance(Duration.ofSeconds(2));
    assertThat(app(registry).maxAge(60).send().inspected(image).header("Age")).isNull();
    registry.assertRequests(GET, blob(image), HEAD);

    clock.advance(Duration.ofSeconds(50));
    app(registry).maxAge(60).send().inspected(image);
    registry.assertRequests(GET, blob(image), HEAD);
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT2H", "PT-2H"})
  void anAgeIsTheTimeThatHasPassed_whateverTheMachineCallsIt(Duration step) {
    ScriptedRegistry registry = secure();
    TestImage image = image(registry);
    app(registry).send().inspected(image);

    clock.advance(Duration.ofSeconds(30));
    wall.step(step);

    assertThat(app(registry).maxAge(60).send().inspected(image).header("Age")).isIn("30", "31");
    registry.assertRequests(GET, blob(image));
  }

  @Test
  void theQueryOfAnUrlAcceptsAnAgeToo() {
    ScriptedRegistry registry = secure();
    TestImage image = image(registry);
    app(registry).send().inspected(image);

    given()
        .queryParam("imageName", registry.authority() + "/some/app:v1")
        .queryParam("maxAge", "60")
        .get("/inspect")
        .then()
        .statusCode(200);

    registry.assertRequests(GET, blob(image));
  }

  @Test
  void ageZeroIsAlwaysTheTruth() {
    ScriptedRegistry registry = secure();
    TestImage image = image(registry);
    String pinned = registry.authority() + "/some/app@" + image.digest();
    String target = "/v2/some/app/manifests/" + image.digest();
    Inspection.of(pinned).send().inspected(image);

    Inspection.of(pinned).maxAge(0).send().inspected(image);
    registry.assertRequests("GET " + target, blob(image), "HEAD " + target);

    registry.on("HEAD", target).always(Reply.status(404));
    registry.on("GET", target).always(Reply.error(404, "MANIFEST_UNKNOWN", "manifest unknown"));
    Inspection.of(pinned).maxAge(0).send().failed("ImageNotFoundInRegistry");
    // What is known to be gone is not answered from memory either.
    Inspection.of(pinned).send().failed("ImageNotFoundInRegistry");
  }

  @Test
  void aDigestSeenBeforeCostsNothing() {
    ScriptedRegistry registry = secure();
    TestImage image = image(registry);
    String pinned = registry.authority() + "/some/app@" + image.digest();

    Inspection.of(pinned).send().inspected(image);
    Inspection.of(pinned).send().inspected(image);

    registry.assertRequests("GET /v2/some/app/manifests/" + image.digest(), blob(image));
  }

  @Test
  void aDigestThatATagLedToIsSeen() {
    ScriptedRegistry registry = secure();
    TestImage image = image(registry);

    app(registry).send().inspected(image);
    Inspection.of(registry.authority() + "/some/app@" + image.digest()).send().inspected(image);

    registry.assertRequests(GET, blob(image));
  }

  @Test
  void whatIsSeenInOneRepositoryIsNotSeenInAnother() {
    ScriptedRegistry registry = secure();
    TestImage image = image(registry);
    registry.image("other/app", "v1", image);

    app(registry).send().inspected(image);
    Inspection.of(registry.authority() + "/other/app:v1").maxAge(60).send().inspected(image);

    registry.assertRequests(
        GET,
        blob(image),
        "GET /v2/other/app/manifests/v1",
        "GET /v2/other/app/blobs/" + image.configDigest());
  }

  @Test
  void tagsOfOneRepositoryShareTheirDocuments() {
    ScriptedRegistry registry = secure();
    TestImage image = image(registry);
    registry.image("some/app", "latest", image);

    app(registry).send().inspected(image);
    Inspection.of(registry.authority() + "/some/app").send().inspected(image);

    registry.assertRequests(GET, blob(image), "GET /v2/some/app/manifests/latest");
  }

  @Test
  void whatWasReadWithCredentialsIsForTheseAlone() {
    ScriptedRegistry registry = secure();
    TestImage image = image(registry);
    registry.requireBasic("user", "secret");
    String pinned = registry.authority() + "/some/app@" + image.digest();
    app(registry).password("user", "secret").send().inspected(image);
    int before = registry.requests().size();

    Inspection.of(pinned).send().failed("RegistryAuthenticationFailure");
    app(registry).maxAge(600).send().failed("RegistryAuthenticationFailure");
    app(registry)
        .maxAge(600)
        .password("user", "wrong")
        .send()
        .failed("RegistryAuthenticationFailure");
    app(registry)
        .maxAge(600)
        .password("other", "secret")
        .send()
        .failed("RegistryAuthenticationFailure");
    assertThat(registry.requests().size()).isGreaterThan(before);

    int after = registry.requests().size();
    app(registry).maxAge(600).password("user", "secret").send().inspected(image);
    assertThat(registry.requests()).hasSize(after);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 404, 405, 500, 501})
  void aRegistryThatDoesNotAnswerHeadIsAskedByGet(int status) {
    ScriptedRegistry registry = secure();
    TestImage image = image(registry);
    app(registry).send().inspected(image);
    registry.on("HEAD", MANIFEST).always(Reply.status(status));

    if (status == 500) {
      // An error that may pass is one, whatever was asked.
      app(registry).send().failed("InspectImageFailure");
      return;
    }
    app(registry).send().inspected(image);

    registry.assertRequests(GET, blob(image), HEAD, GET);
  }

  @Test
  void aRegistryThatSaysNoDigestIsAskedByGet() {
    ScriptedRegistry registry = secure();
    TestImage image = image(registry);
    registry.on("GET", MANIFEST).always(manifest(image));
    registry.on("HEAD", MANIFEST).always(Reply.status(200));

    app(registry).send().inspected(image);
    app(registry).send().inspected(image);

    registry.assertRequests(GET, blob(image), HEAD, GET);
  }

  @Test
  void failuresAreNotRemembered() {
    ScriptedRegistry registry = secure();
    registry.on("GET", MANIFEST).always(Reply.error(404, "MANIFEST_UNKNOWN", "manifest unknown"));

    app(registry).maxAge(600).send().failed("ImageNotFoundInRegistry").saying("manifest unknown");
    app(registry).maxAge(600).send().failed("ImageNotFoundInRegistry").saying("manifest unknown");

    registry.assertRequests(GET, GET);
  }

  @Test
  void everythingIsReadAnewAfterItsTime() {
    ScriptedRegistry registry = secure();
    TestImage image = image(registry);
    app(registry).send().inspected(image);

    clock.advance(Duration.ofMinutes(61));
    app(registry).maxAge(1_000_000).send().inspected(image);

    registry.assertRequests(GET, blob(image), GET, blob(image));
  }

  @Test
  void tagsAreReadAnewUnlessTheirAgeIsAccepted() {
    ScriptedRegistry registry = secure();
    TestImage image = image(registry);
    assertThat(app(registry).repoTags().send().inspected(image).repoTags()).containsExactly("v1");
    assertThat(registry.requests()).containsExactlyInAnyOrder(GET, TAGS, blob(image));

    registry.image("some/app", "v2", image);
    assertThat(app(registry).repoTags().maxAge(60).send().inspected(image).repoTags())
        .containsExactly("v1");
    assertThat(registry.requests()).hasSize(3);
    assertThat(app(registry).repoTags().send().inspected(image).repoTags())
        .containsExactly("v1", "v2");

    assertThat(registry.requests().subList(3, 5)).containsExactlyInAnyOrder(HEAD, TAGS);
  }

  @Test
  void allWhoAskAtTheSameTimeShareOneFlight() throws Exception {
    ScriptedRegistry registry = secure();
    TestImage image = image(registry);
    CompletableFuture<Void> all = new CompletableFuture<>();
    registry.on("GET", MANIFEST).respond(Reply.held(all, manifest(image)));

    ExecutorService callers = Executors.newFixedThreadPool(AT_ONCE);
    List<Future<Answer>> answers = new ArrayList<>();
    try {
      for (int i = 0; i < AT_ONCE; i++) {
        answers.add(callers.submit(() -> app(registry).send()));
      }
      registry.awaitRequests(1, LIMIT);
      all.complete(null);
      for (Future<Answer> answer : answers) {
        answer.get().inspected(image);
      }
    } finally {
      all.complete(null);
      callers.shutdownNow();
    }

    // Those who come after the first flight has landed ask whether anything has changed.
    assertThat(registry.requests().stream().filter(request -> !request.equals(HEAD)))
        .containsExactly(GET, blob(image));
  }

  @Test
  void aCallerThatAcceptsNothingCachedJoinsNoListingThatHasBegun() throws Exception {
    ScriptedRegistry registry = secure();
    TestImage image = image(registry);
    CompletableFuture<Void> released = new CompletableFuture<>();
    registry
        .on("GET", "/v2/some/app/tags/list")
        .respond(Reply.held(released, Reply.json(200, "{\"tags\": [\"v1\"]}")))
        .then(Reply.json(200, "{\"tags\": [\"v1\", \"v2\"]}"));

    ExecutorService callers = Executors.newSingleThreadExecutor();
    try {
      Future<Answer> first = callers.submit(() -> app(registry).repoTags().send());
      registry.awaitRequests(3, LIMIT);
      assertThat(app(registry).repoTags().maxAge(0).send().inspected(image).repoTags())
          .containsExactly("v1", "v2");
      released.complete(null);
      assertThat(first.get().inspected(image).repoTags()).containsExactly("v1");
    } finally {
      released.complete(null);
      callers.shutdownNow();
    }
  }

  @Test
  void whatIsForgottenIsReadAnew() {
    ScriptedRegistry registry = secure();
    TestImage image = image(registry);
    app(registry).send().inspected(image);

    forget(Map.of("imageName", registry.authority() + "/some/app", "imageTag", "v2"), 204);
    app(registry).maxAge(600).send().inspected(image);
    registry.assertRequests(GET, blob(image));

    forget(Map.of("imageName", registry.authority() + "/some/app:v1"), 204);
    app(registry).maxAge(600).send().inspected(image);
    registry.assertRequests(GET, blob(image), GET);
  }

  @Test
  void forgettingNamesTheFieldThatIsWrong() {
    assertThat(forget(Map.of(), 422)).contains("\"error\":\"imageName: is missing\"");
    assertThat(forget(Map.of("imageName", "invalid@image"), 422))
        .contains("Image name contains invalid characters");
    assertThat(forget(Map.of("imageName", "alpine", "platform", "linux/amd64"), 422))
        .contains("\"error\":\"platform: unknown field; known are [imageName, imageTag]\"");
  }

  private static String forget(Map<String, String> query, int status) {
    return given()
        .queryParams(query)
        .delete("/inspections/cache")
        .then()
        .statusCode(status)
        .extract()
        .asString();
  }

  private static String blob(TestImage image) {
    return "GET " + BLOBS + image.configDigest();
  }
}
