package io.imagepeek.source.registry.mirror;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import io.imagepeek.image.ImageReference;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegistriesConfTest {

  private static final String DIGEST =
      "@sha256:abababababababababababababababababababababababababababababababab";

  private static final RegistriesConf CONF =
      parse(
          """
          unqualified-search-registries = ["example.com"]
          short-name-mode = "enforcing"
          credential-helpers = ["containers-auth.json"]
          [aliases]
          "alpine" = "elsewhere.example/alpine"

          # The manual's example
          [[registry]]
          prefix = "example.com/foo"
          insecure = false
          blocked = false
          location = "internal-registry-for-example.com/bar"
          [[registry.mirror]]
          location = "example-mirror-0.local/mirror-for-foo"
          [[registry.mirror]]
          location = "example-mirror-1.local/mirrors/foo"
          insecure = true
          [[registry]]
          location = "registry.com"
          [[registry.mirror]]
          location = "mirror.registry.com"

          [[registry]]
          prefix = "example.com/foo/deeper/image"
          location = "deeper.example.net/renamed"
          [[registry]]
          prefix = "docker.io"
          location = "hub.example.net/hub"
          [[registry]]
          prefix = "docker.io/team"
          location = "team.example.net/"
          [[registry]]
          prefix = "localhost:5000"
          location = "[::1]:5001/x"
          insecure = true

          [[registry]]
          prefix = "*.wild.example"
          [[registry.mirror]]
          location = "mirror.example.net"
          [[registry]]
          prefix = "*.moved.example"
          location = "to.example.net"
          insecure = true
          [[registry]]
          prefix = "*.deep.moved.example"
          location = "to.example.net:6000"
          [[registry]]
          prefix = "*.path.example"
          location = "to.example.net/below"
          [[registry]]
          prefix = "a.moved.example"
          location = "a.example.net"

          [[registry]]
          prefix = "tagged.example/app:1"
          location = "one.example.net/app"
          [[registry]]
          prefix = "tagged.example/app"
          location = "all.example.net/app"
          [[registry]]
          location = "pinned.example/app@sha256:%s"
          [[registry.mirror]]
          location = "pins.example.net/app"

          [[registry]]
          location = "digests.example"
          mirror-by-digest-only = true
          [[registry.mirror]]
          location = "m1.example.net"
          [[registry.mirror]]
          location = "m2.example.net"
          [[registry]]
          location = "uses.example"
          [[registry.mirror]]
          location = "digests.example.net"
          pull-from-mirror = "digest-only"
          [[registry.mirror]]
          location = "tags.example.net"
          pull-from-mirror = "tag-only"
          [[registry.mirror]]
          location = "all.example.net"
          pull-from-mirror = "all"
          [[registry.mirror]]
          location = "unsaid.example.net"
          pull-from-mirror = ""
          """
              .formatted("ab".repeat(32)));

  private static RegistriesConf parse(String toml) {
    return RegistriesConf.parse("test.conf", toml.getBytes(UTF_8));
  }

  private static String endpoints(RegistriesConf conf, String image) {
    return conf.endpoints(ImageReference.parse(image, null)).stream()
        .map(RegistriesConfTest::told)
        .collect(joining(" | "));
  }

  private static String told(Endpoint endpoint) {
    return endpoint.reference()
        + (endpoint.mirror() ? " mirror" : "")
        + (endpoint.insecure() ? " insecure" : "");
  }

  @ParameterizedTest
  @CsvSource({
    // The manual's example
    "example.com/foo/image, example-mirror-0.local/mirror-for-foo/image:latest mirror"
        + " | example-mirror-1.local/mirrors/foo/image:latest mirror insecure"
        + " | internal-registry-for-example.com/bar/image:latest",
    "registry.com/image, mirror.registry.com/image:latest mirror | registry.com/image:latest",
    // No table
    "quay.io/a/b:1, quay.io/a/b:1",
    "example.com/other, example.com/other:latest",
    // Whole components, the longest prefix
    "example.com/foobar, example.com/foobar:latest",
    "example.com/foo, example-mirror-0.local/mirror-for-foo:latest mirror"
        + " | example-mirror-1.local/mirrors/foo:latest mirror insecure"
        + " | internal-registry-for-example.com/bar:latest",
    "example.com/foo/deeper/image:2, deeper.example.net/renamed:2",
    "example.com/foo/deeper/image/more:2, deeper.example.net/renamed/more:2",
    "registry.com.example/image, registry.com.example/image:latest",
    "myregistry.com/image, myregistry.com/image:latest",
    // Ports, case and addresses
    "registry.com:5000/image, registry.com:5000/image:latest",
    "REGISTRY.com/image, mirror.registry.com/image:latest mirror | registry.com/image:latest",
    "localhost:5000/a, [::1]:5001/x/a:latest insecure",
    "localhost:05000/a, [::1]:5001/x/a:latest insecure",
    "localhost/a, localhost/a:latest",
    // Docker Hub, by all its names
    "alpine, hub.example.net/hub/library/alpine:latest",
    "index.docker.io/alpine, hub.example.net/hub/library/alpine:latest",
    "registry-1.docker.io/library/alpine, hub.example.net/hub/library/alpine:latest",
    "docker.io/team/app:3, team.example.net/app:3",
    // Wildcards
    "a.wild.example/x, mirror.example.net/x:latest mirror | a.wild.example/x:latest",
    "b.A.wild.example/x, mirror.example.net/x:latest mirror | b.A.wild.example/x:latest",
    "a.wild.example:1/x, mirror.example.net:1/x:latest mirror | a.wild.example:1/x:latest",
    "wild.example/x, wild.example/x:latest",
    "notwild.example/x, notwild.example/x:latest",
    "a.wild.example.org/x, a.wild.example.org/x:latest",
    "b.moved.example/x/y, to.example.net/x/y:latest insecure",
    "b.moved.example:1/x, to.example.net:1/x:latest insecure",
    "b.deep.moved.example:1/x, to.example.net:6000/x:latest",
    "b.path.example:1/x, to.example.net/below/x:latest",
    "a.moved.example/x, a.example.net/x:latest",
    // Tags and digests
    "tagged.example/app:1, one.example.net/app:1",
    "tagged.example/app:2, all.example.net/app:2",
    "tagged.example/app, all.example.net/app:latest",
    "tagged.example/app/more:1, all.example.net/app/more:1",
  })
  void leadsTo(String image, String expected) {
    assertThat(endpoints(CONF, image)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "tagged.example/app:1, one.example.net/app:1",
    "pinned.example/app:1, pins.example.net/app:1 mirror | pinned.example/app:1",
    "digests.example/x, m1.example.net/x mirror | m2.example.net/x mirror | digests.example/x",
    "digests.example/x:1,"
        + " m1.example.net/x:1 mirror | m2.example.net/x:1 mirror | digests.example/x:1",
    "uses.example/x, digests.example.net/x mirror | all.example.net/x mirror"
        + " | unsaid.example.net/x mirror | uses.example/x",
  })
  void leadsWithADigestTo(String image, String expected) {
    assertThat(endpoints(CONF, image + DIGEST).replace(DIGEST, "")).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "pinned.example/app:1, pinned.example/app:1",
    "digests.example/x, digests.example/x:latest",
    "uses.example/x, tags.example.net/x:latest mirror | all.example.net/x:latest mirror"
        + " | unsaid.example.net/x:latest mirror | uses.example/x:latest",
  })
  void leadsWithoutADigestTo(String image, String expected) {
    assertThat(endpoints(CONF, image)).isEqualTo(expected);
  }

  @Test
  void keepsWhatTheCallerWrote() {
    ImageReference asked = ImageReference.parse("example.com/foo/image:1" + DIGEST, null);

    assertThat(CONF.endpoints(asked))
        .allSatisfy(
            endpoint -> {
              assertThat(endpoint.reference().written()).isEqualTo(asked.written());
              assertThat(endpoint.reference().tag()).isEqualTo("1");
              assertThat(endpoint.reference().digest()).isEqualTo(asked.digest());
            });
  }

  @ParameterizedTest
  @CsvSource({
    "example.com/foo/image, false, false, false",
    "registry.com/image, false, true,",
    "REGISTRY.com/image, false, true,",
    "b.moved.example/image, false,,",
    "quay.io/image, true,,",
    "registry.com:5000/image, true,,",
  })
  void onlyTheAskedRegistryIsTheSame(String image, boolean first, Boolean second, Boolean third) {
    ImageReference asked = ImageReference.parse(image, null);

    assertThat(CONF.endpoints(asked).stream().map(endpoint -> endpoint.sameRegistry(asked)))
        .containsExactly(
            Stream.of(first, second, third).filter(Objects::nonNull).toArray(Boolean[]::new));
  }

  @Test
  void anotherPortIsAnotherRegistry() {
    RegistriesConf conf = parse("[[registry]]\nprefix = 'a.example'\nlocation = 'a.example:444'");
    ImageReference asked = ImageReference.parse("a.example/x", null);

    assertThat(conf.endpoints(asked).get(0).sameRegistry(asked)).isFalse();
  }

  @Test
  void knowsTheInsecureHosts() {
    assertThat(CONF.insecureHosts())
        .containsExactly("[::1]:5001", "example-mirror-1.local", "to.example.net");
    assertThat(RegistriesConf.none().insecureHosts()).isEmpty();
  }

  @Test
  void withoutAFileEveryImageIsWhereItsNameSays() {
    assertThat(endpoints(RegistriesConf.none(), "alpine"))
        .isEqualTo("docker.io/library/alpine:latest");
    assertThat(endpoints(parse(""), "a.example/b:1")).isEqualTo("a.example/b:1");
  }

  private static final RegistriesConf BLOCKING =
      parse(
          """
          [[registry]]
          location = "blocked.example"
          blocked = true
          [[registry]]
          location = "blocked.example/open"
          [[registry]]
          location = "blocked.example/open/not"
          blocked = true
          [[registry]]
          location = "blocked.example:5000"
          [[registry]]
          location = "port.example:5000"
          blocked = true
          [[registry]]
          location = "docker.io"
          blocked = true
          [[registry]]
          prefix = "*.blocked.example"
          blocked = true
          [[registry]]
          location = "only-mirrors.example"
          blocked = true
          [[registry.mirror]]
          location = "mirror.example.net"
          [[registry.mirror]]
          location = "digests.example.net"
          pull-from-mirror = "digest-only"
          [[registry]]
          location = "only-digests.example"
          blocked = true
          mirror-by-digest-only = true
          [[registry.mirror]]
          location = "mirror.example.net"
          [[registry]]
          prefix = "moved.example"
          location = "moved.example.net"
          blocked = true
          [[registry]]
          prefix = "leads.example"
          location = "blocked.example/x"
          [[registry.mirror]]
          location = "blocked.example/y"
          [[registry.mirror]]
          location = "mirror.example.net"
          [[registry]]
          location = "[::1]:5000"
          blocked = true
          [[registry]]
          location = "one.example/app:1"
          blocked = true
          [[registry]]
          location = "one.example/app@sha256:%s"
          blocked = true
          """
              .formatted("ab".repeat(32)));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "blocked.example/x",
        "BLOCKED.example/x",
        "blocked.example:443/x",
        "blocked.example:8080/x",
        "blocked.example/opener",
        "blocked.example/open/not",
        "blocked.example/open/not/x:2",
        "a.blocked.example/x",
        "a.blocked.example:5000/x",
        "port.example:5000/x",
        "port.example:05000/x",
        "alpine",
        "docker.io/a/b",
        "registry-1.docker.io/library/alpine",
        "registry-1.docker.io:443/library/alpine",
        "only-digests.example/x",
        "moved.example/x",
        "[::1]:5000/x",
        "[0:0::1]:5000/x",
        "one.example/app:1",
        "one.example/app:1" + DIGEST,
        "one.example/app:2" + DIGEST,
        "one.example/app" + DIGEST,
      })
  void blocks(String image) {
    ImageReference reference = ImageReference.parse(image, null);

    assertThatThrownBy(() -> BLOCKING.endpoints(reference))
        .isInstanceOfSatisfying(
            InvalidInspectParameters.class,
            failure ->
                assertThat(failure.error())
                    .isEqualTo(
                        "imageName: the operator blocks the registry %s for this image"
                            + " (registries.conf)",
                        reference.host()));
  }

  @ParameterizedTest
  @CsvSource({
    "blocked.example/open, blocked.example/open:latest",
    "blocked.example/open/x, blocked.example/open/x:latest",
    "blocked.example:5000/x, blocked.example:5000/x:latest",
    "port.example/x, port.example/x:latest",
    "notblocked.example/x, notblocked.example/x:latest",
    // The mirrors are what the image may still be read from
    "only-mirrors.example/x, mirror.example.net/x:latest mirror",
    "leads.example/x, mirror.example.net/x:latest mirror",
    "one.example/app:2, one.example/app:2",
  })
  void doesNotBlock(String image, String expected) {
    assertThat(endpoints(BLOCKING, image)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    // The location is a host, and the prefix was the whole name
    "p.example/app, m.example",
    // Longer than a repository may be
    "q.example/%s, m.example/longer",
  })
  void refusesNamesThatTheLocationMakesInvalid(String image, String location) {
    RegistriesConf conf =
        parse(
            """
            [[registry]]
            prefix = "p.example/app"
            location = "m.example"
            [[registry]]
            prefix = "q.example"
            location = "m.example/longer"
            """);
    ImageReference reference = ImageReference.parse(image.formatted("x".repeat(250)), null);

    assertThatThrownBy(() -> conf.endpoints(reference))
        .isInstanceOfSatisfying(
            InvalidInspectParameters.class,
            failure ->
                assertThat(failure.error())
                    .isEqualTo(
                        "imageName: %s of registries.conf makes no valid name of %s",
                        location, reference.name()));
  }

  @Test
  void aHostThatIsLongerThanAnyIsLeftToTheNetwork() {
    String image = "a." + "b".repeat(300) + "/x";

    assertThat(endpoints(BLOCKING, image)).isEqualTo(image + ":latest");
  }
}
