package io.imagepeek.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imagepeek.failure.InspectFailure;
import io.imagepeek.failure.InspectFailure.ImageNotFoundInRegistry;
import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import io.imagepeek.failure.InspectFailure.RegistryConnectionFailure;
import io.imagepeek.golden.TestLayout;
import io.imagepeek.image.MediaTypes;
import io.imagepeek.inspect.EngineImage;
import io.imagepeek.inspect.InspectQuery;
import io.imagepeek.inspect.InspectQuery.TagsWanted;
import io.imagepeek.inspect.InspectQuery.View;
import io.imagepeek.inspect.InspectedImage;
import io.imagepeek.inspect.RawDocument;
import io.imagepeek.source.ImageRequest;
import io.imagepeek.source.ImageTarget.LocalTarget;
import io.imagepeek.source.InspectionContext;
import io.imagepeek.source.StoreMetadata;
import io.imagepeek.source.engine.ContainerdInspector;
import io.imagepeek.testing.CapturedLog;
import io.imagepeek.testing.RequiresTools;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names, ids and content that is not whole, as {@code ctr} leaves them in a real containerd. */
@RequiresTools(
    value = {"containerd", "ctr"},
    packages = "containerd")
class ContainerdImagesTest {

  private static final TestLayout LAYOUT = TestLayout.load();
  private static final TestLayout.Entry IMAGE = entry("basic/oci:latest");
  private static final TestLayout.Entry INDEX = entry("multi/oci-index:latest");
  private static final String DIGEST = IMAGE.digest();
  private static final String ALPINE = "docker.io/library/alpine";

  private static ContainerdDaemon daemon;
  private static ContainerdInspector names;

  @BeforeAll
  static void importAndName() {
    daemon = ContainerdDaemon.start();
    daemon.load(
        "names",
        new ContainerdArchive()
            .name(ALPINE + ":latest", LAYOUT, IMAGE)
            .name("reg.test:5000/index:1", LAYOUT, INDEX));
    daemon.ctr(
        "names",
        "images",
        "tag",
        ALPINE + ":latest",
        ALPINE + ":3.20",
        ALPINE + "@" + DIGEST,
        "reg.test:5000/me/app:1",
        "alpine:3.20",
        "Upper:1");
    names = daemon.inspector("names");
  }

  @AfterAll
  static void stop() {
    names.close();
    daemon.close();
  }

  private static TestLayout.Entry entry(String name) {
    return LAYOUT.entries().stream()
        .filter(entry -> entry.toString().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static EngineImage engine(ContainerdInspector inspector, String name) {
    return (EngineImage) inspector.inspect(ContainerdInspector.query(name, null, View.ENGINE));
  }

  private static InspectFailure failure(ContainerdInspector inspector, String name, View view) {
    return catchThrowableOfType(
        InspectFailure.class, () -> inspector.inspect(ContainerdInspector.query(name, null, view)));
  }

  @Test
  void hasAllNamesOfItsTarget() {
    try (CapturedLog log = CapturedLog.of("io.imagepeek.source.engine")) {
      StoreMetadata entry = engine(names, "alpine").entry();

      assertThat(entry.repoTags())
          .containsExactly(
              "Upper:1",
              "alpine:3.20",
              "alpine:latest",
              "alpine@" + DIGEST,
              "reg.test:5000/me/app:1");
      assertThat(entry.repoDigests())
          .containsExactly("alpine@" + DIGEST, "reg.test:5000/me/app@" + DIGEST);
      assertThat(log.lines("not a canonical reference")).hasSize(2);
    }
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      textBlock =
          """
          alpine                         , -
          alpine                         , 3.20
          docker.io/library/alpine:latest, -
          docker.io/alpine               , -
          alpine@DIGEST                  , -
          alpine:9@DIGEST                , -
          reg.test:5000/me/app           , 1
          reg.test:5000/me/app@DIGEST    , -
          Upper                          , 1
          Upper:1                        , -
          DIGEST                         , -
          HEX                            , -
          SHORT                          , -
          sha256:SHORT                   , -
          """)
  void isFoundByEachOfItsNames(String name, @Nullable String tag) {
    InspectQuery query = ContainerdInspector.query(expand(name), tag, View.IMAGE);

    InspectedImage image = (InspectedImage) names.inspect(query);

    assertThat(image.digest()).hasToString(DIGEST);
    assertThat(image.layers()).hasSize(2);
  }

  private static String expand(String name) {
    String hex = DIGEST.substring("sha256:".length());
    return name.replace("DIGEST", DIGEST)
        .replace("HEX", hex)
        .replace("SHORT", hex.substring(0, 12));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "alpine:9",
        "busybox",
        "busybox@DIGEST",
        "reg.test:5000/alpine@DIGEST",
        "index:1",
        "cafecafe",
        "sha256:cafecafecafecafecafecafecafecafecafecafecafecafecafecafecafecafe"
      })
  void isNotFoundByOthers(String name) {
    assertThat(failure(names, expand(name), View.IMAGE))
        .isInstanceOf(ImageNotFoundInRegistry.class);
  }

  /** None of these is part of a filter, whatever it looks like there. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Upper",
        "alpine\",name~=\".*",
        "x,target.digest~=.*",
        "name==docker.io/library/alpine:latest",
        "alpine:.*",
        ".*",
        "[a-f0-9]{4,64}",
        "invalid@image",
        "/",
        "a b"
      })
  void isNotFoundByWhatIsNoName(String name) {
    assertThat(failure(names, name, View.IMAGE)).isInstanceOf(InvalidInspectParameters.class);
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          alpine                , 3.20 latest
          alpine@DIGEST         , 3.20 latest
          Upper:1               , 1
          reg.test:5000/me/app:1, 1
          DIGEST                , 3.20 latest
          """)
  void listsTheTagsOfItsRepository(String name, String tags) {
    InspectQuery query =
        new InspectQuery(
            new ImageRequest(
                new LocalTarget("containerd", expand(name), null),
                Optional.empty(),
                Optional.empty()),
            View.IMAGE,
            Optional.empty(),
            TagsWanted.ALL,
            List.of());

    InspectedImage image = (InspectedImage) names.inspect(query);

    assertThat(image.tags().orElseThrow()).containsExactly(tags.split(" ", -1));
  }

  @Test
  void tellsWhatItRead() {
    InspectionContext context = new InspectionContext(Clock.systemUTC(), Duration.ofSeconds(25));

    names.inspect(ContainerdInspector.query("alpine", "latest", View.IMAGE), context);

    assertThat(context.requests()).as("name, target, and twice size and content").isEqualTo(6);
    assertThat(context.bytesRead()).isBetween(1_500L, 10_000L);
  }

  @Test
  void givesItsDocumentsAsTheyAre() {
    RawDocument manifest =
        (RawDocument) names.inspect(ContainerdInspector.query("alpine", null, View.MANIFEST));
    RawDocument config =
        (RawDocument) names.inspect(ContainerdInspector.query("alpine", null, View.CONFIG));

    assertThat(manifest.body()).isEqualTo(LAYOUT.read(DIGEST));
    assertThat(manifest.mediaType()).isEqualTo(IMAGE.mediaType());
    assertThat(config.body())
        .isEqualTo(LAYOUT.read(LAYOUT.readJson(DIGEST).path("config").path("digest").asText()));
  }

  @Test
  void isOfItsNamespace() {
    daemon.load("other", new ContainerdArchive().name("docker.io/library/a:1", LAYOUT, IMAGE));

    try (ContainerdInspector other = daemon.inspector("other");
        ContainerdInspector none = daemon.inspector("none")) {
      assertThat(engine(other, "a:1").entry().repoTags()).containsExactly("a:1");
      assertThat(failure(other, "alpine", View.IMAGE)).isInstanceOf(ImageNotFoundInRegistry.class);
      assertThat(failure(none, "alpine", View.IMAGE)).isInstanceOf(ImageNotFoundInRegistry.class);
    }
  }

  @Test
  void losesNamesAndDangles() {
    daemon.load(
        "dangling",
        new ContainerdArchive()
            .name(ALPINE + ":1", LAYOUT, IMAGE)
            .name("moby-dangling@" + DIGEST, LAYOUT, IMAGE));
    try (ContainerdInspector inspector = daemon.inspector("dangling");
        CapturedLog log = CapturedLog.of("io.imagepeek.source.engine")) {
      assertThat(engine(inspector, "alpine:1").entry().repoTags()).containsExactly("alpine:1");
      assertThat(log.lines("still dangling")).hasSize(1);

      daemon.ctr("dangling", "images", "rm", ALPINE + ":1");

      assertThat(failure(inspector, "alpine:1", View.ENGINE))
          .isInstanceOf(ImageNotFoundInRegistry.class);
      StoreMetadata entry = engine(inspector, DIGEST).entry();
      assertThat(entry.repoTags()).isEmpty();
      assertThat(entry.repoDigests()).isEmpty();
      assertThat(log.entries()).as("dangling alone is as it should be").hasSize(1);
    }
  }

  @Test
  void tellsWhatIsKeptBesideItsDocuments() {
    daemon.load("kept", new ContainerdArchive().name(ALPINE + ":1", LAYOUT, IMAGE));
    try (ContainerdInspector inspector = daemon.inspector("kept")) {
      StoreMetadata before = engine(inspector, "alpine:1").entry();
      assertThat(before.driver()).isEqualTo("overlayfs");
      assertThat(before.parent()).isEmpty();

      daemon.ctr("kept", "images", "label", ALPINE + ":1", "org.mobyproject.image.parent=sha256:p");
      daemon.ctr("kept", "namespaces", "label", "kept", "containerd.io/defaults/snapshotter=zfs");

      StoreMetadata after = engine(inspector, "alpine:1").entry();
      assertThat(after.driver()).isEqualTo("zfs");
      assertThat(after.parent()).isEqualTo("sha256:p");
      assertThat(Instant.parse(after.lastTagTime()))
          .isAfter(Instant.parse(before.lastTagTime()))
          .isBefore(Instant.now());

      // As unpacking leaves it.
      daemon.ctr(
          "kept",
          "content",
          "label",
          LAYOUT.readJson(DIGEST).path("config").path("digest").asText(),
          "containerd.io/gc.ref.snapshot.native=sha256:c");

      assertThat(engine(inspector, "alpine:1").entry().driver()).isEqualTo("native");
    }
  }

  /** Layers are never read; of platforms, what is there counts. */
  @Test
  void doesWithoutContent() {
    daemon.load("partly", new ContainerdArchive().name("r.test/i:1", LAYOUT, INDEX));
    try (ContainerdInspector inspector = daemon.inspector("partly")) {
      EngineImage whole = engine(inspector, "r.test/i:1");
      assertThat(whole.config().architecture()).isEqualTo("amd64");
      String manifest = whole.platformDigest().toString();

      remove("partly", LAYOUT.readJson(manifest).at("/layers/0/digest").asText());
      assertThat(engine(inspector, "r.test/i:1")).isEqualTo(whole);

      remove("partly", LAYOUT.readJson(manifest).at("/config/digest").asText());
      EngineImage without = engine(inspector, "r.test/i:1");
      assertThat(without.config().architecture()).as("runs there too").isEqualTo("386");
      assertThat(without.size()).isEqualTo(whole.size());
      assertThat(failure(inspector, "r.test/i:1", View.IMAGE))
          .isInstanceOf(ImageNotFoundInRegistry.class);

      remove("partly", manifest, without.platformDigest().toString());
      EngineImage foreign = engine(inspector, "r.test/i:1");
      assertThat(foreign.config().architecture()).isEqualTo("arm64");
      assertThat(foreign.size())
          .isEqualTo(LAYOUT.read(INDEX.digest()).length + LAYOUT.read(manifest).length);

      LAYOUT
          .readJson(INDEX.digest())
          .path("manifests")
          .forEach(child -> remove("partly", child.path("digest").asText()));
      assertThat(failure(inspector, "r.test/i:1", View.ENGINE))
          .isInstanceOf(ImageNotFoundInRegistry.class);

      remove("partly", INDEX.digest());
      InspectFailure gone = failure(inspector, "r.test/i:1", View.ENGINE);
      assertThat(gone).isInstanceOf(ImageNotFoundInRegistry.class);
      assertThat(gone.error()).contains(INDEX.digest());
    }
  }

  private static void remove(String namespace, String... digests) {
    for (String digest : digests) {
      if (daemon.ctr(namespace, "content", "ls", "-q").contains(digest)) {
        daemon.ctr(namespace, "content", "rm", digest);
      }
    }
  }

  /** A containerd takes descriptors as they come; what they say is what is read, or nothing. */
  @ParameterizedTest
  @ValueSource(ints = {-1, 1})
  void refusesContentOfAnotherSizeThanDeclared(int more) {
    ObjectMapper json = new ObjectMapper();
    ContainerdArchive archive = new ContainerdArchive();
    byte[] body = "{\"os\":\"linux\",\"architecture\":\"amd64\"}".getBytes(UTF_8);
    ObjectNode manifest =
        json.createObjectNode().put("schemaVersion", 2).put("mediaType", MediaTypes.OCI_MANIFEST);
    manifest
        .putObject("config")
        .put("mediaType", MediaTypes.OCI_CONFIG)
        .put("digest", archive.blob(body))
        .put("size", body.length + more);
    manifest.putArray("layers");
    String namespace = more < 0 ? "larger" : "smaller";
    daemon.load(
        namespace, archive.name("r.test/i:1", archive.document(MediaTypes.OCI_MANIFEST, manifest)));

    try (ContainerdInspector inspector = daemon.inspector(namespace)) {
      InspectFailure failure = failure(inspector, "r.test/i:1", View.ENGINE);

      assertThat(failure).isInstanceOf(InspectImageFailure.class);
      assertThat(failure.error())
          .contains("expected " + (body.length + more) + " bytes, containerd has " + body.length);
    }
  }

  @Test
  void isOutOfReachOnceContainerdHasStopped() {
    ContainerdDaemon stopping = ContainerdDaemon.start();
    try (ContainerdInspector inspector = stopping.inspector("any")) {
      assertThat(failure(inspector, "alpine", View.IMAGE))
          .isInstanceOf(ImageNotFoundInRegistry.class);

      stopping.close();

      InspectFailure failure = failure(inspector, "alpine", View.IMAGE);
      assertThat(failure).isInstanceOf(RegistryConnectionFailure.class);
      assertThat(failure.isTransient()).isTrue();
    }
  }
}
