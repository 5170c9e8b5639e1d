package io.imagepeek.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagepeek.testing.RecordedRequest;
import io.imagepeek.testing.Reply;
import io.imagepeek.testing.ScriptedRegistry;
import io.imagepeek.testing.TestImage;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Images that the operator has read from mirrors; each test has a repository of its own. */
@QuarkusTest
@TestProfile(MirrorProfile.class)
class MirrorTest {

  private static final Reply MISSING = Reply.error(404, "MANIFEST_UNKNOWN", "manifest unknown");

  /** Set by {@link MirrorFixtures#inject}. */
  @SuppressWarnings("NullAway.Init")
  MirrorFixtures fixtures;

  private int before;

  @BeforeEach
  void count() {
    before = all().mapToInt(registry -> registry.requests().size()).sum();
  }

  private Stream<ScriptedRegistry> all() {
    return Stream.of(fixtures.registry, fixtures.first, fixtures.second);
  }

  private static List<String> asked(ScriptedRegistry registry, String repository) {
    return registry.requests().stream().filter(r -> r.contains("/" + repository + "/")).toList();
  }

  @Test
  void theFirstMirrorThatHasTheImageServesIt() {
    TestImage image = fixtures.second.image("served/app", "v1");
    fixtures.first.on("GET", "/v2/copies/served/app/manifests/v1").always(MISSING);
    fixtures.first.on("HEAD", "/v2/copies/served/app/manifests/v1").always(Reply.status(404));

    Inspection.of("registry.test/served/app:v1").send().inspected(image);
    Inspection.of("registry.test/served/app:v1").send().inspected(image);

    assertThat(asked(fixtures.first, "served/app"))
        .containsExactly(
            "GET /v2/copies/served/app/manifests/v1", "HEAD /v2/copies/served/app/manifests/v1");
    assertThat(asked(fixtures.second, "served/app"))
        .containsExactly(
            "GET /v2/served/app/manifests/v1",
            "GET /v2/served/app/blobs/" + image.configDigest(),
            "HEAD /v2/served/app/manifests/v1");
    assertThat(asked(fixtures.registry, "served/app")).isEmpty();
  }

  @Test
  void theRegistryItselfIsTheLastToBeAsked() {
    TestImage image = fixtures.registry.image("moved/own", "v1");
    for (ScriptedRegistry mirror : List.of(fixtures.first, fixtures.second)) {
      String copies = mirror == fixtures.first ? "copies/" : "";
      mirror
          .on("GET", "/v2/" + copies + "own/manifests/v1")
          .always(Reply.error(403, "DENIED", "no"));
    }

    Inspection.of("registry.test/own:v1").send().inspected(image);

    assertThat(asked(fixtures.registry, "moved/own"))
        .containsExactly(
            "GET /v2/moved/own/manifests/v1", "GET /v2/moved/own/blobs/" + image.configDigest());
  }

  @Test
  void whereNobodyHasItTheRegistrySaysSo() {
    fixtures.first.on("GET", "/v2/copies/none/manifests/v1").always(MISSING);
    fixtures.second.on("GET", "/v2/none/manifests/v1").always(MISSING);
    fixtures
        .registry
        .on("GET", "/v2/moved/none/manifests/v1")
        .always(Reply.error(404, "NAME_UNKNOWN", "not here either"));

    Inspection.of("registry.test/none:v1")
        .send()
        .failed("ImageNotFoundInRegistry")
        .saying("name unknown: not here either");
  }

  @Test
  void credentialsAreForTheRegistryThatTheCallerNamed() {
    TestImage image = TestImage.oci("linux/amd64");
    String challenge = "Basic realm=\"registry\"";
    fixtures
        .first
        .on("GET", "/v2/copies/closed/manifests/v1")
        .always(Reply.unauthorized(challenge));
    fixtures.second.on("GET", "/v2/closed/manifests/v1").always(Reply.unauthorized(challenge));
    fixtures.registry.image("moved/closed", "v1", image);

    Inspection.of("registry.test/closed:v1").password("user", "secret").send().inspected(image);

    assertThat(all().flatMap(registry -> registry.recorded().stream()))
        .extracting(RecordedRequest::authorization)
        .containsOnlyNulls();
  }

  @Test
  void aMirrorForDigestsIsNotAskedForTags() {
    TestImage image = fixtures.registry.image("pinned/app", "v1");
    fixtures.first.image("app", "v1", image);

    Inspection.of("pinned.test/app:v1").send().inspected(image);
    assertThat(asked(fixtures.first, "v2/app")).isEmpty();
    Inspection.of("pinned.test/app@" + image.digest()).password("a", "b").send().inspected(image);

    assertThat(asked(fixtures.first, "v2/app"))
        .containsExactly(
            "GET /v2/app/manifests/" + image.digest(), "GET /v2/app/blobs/" + image.configDigest());
  }

  @Test
  void whatIsBlockedIsNotAskedFor() {
    Inspection.of("blocked.test/app")
        .send()
        .failed("InvalidInspectParameters")
        .mentioning("imageName: the operator blocks the registry blocked.test");

    assertThat(all().mapToInt(registry -> registry.requests().size()).sum()).isEqualTo(before);
  }

  @Test
  void theImageKeepsTheNameThatItWasAskedForBy() {
    fixtures.first.image("copies/named", "v1");

    Answer answer = Inspection.of("registry.test/named:v1").view("engine").send().inspected();

    assertThat(answer.text("RepoTags[0]")).isEqualTo("registry.test/named:v1");
  }
}
