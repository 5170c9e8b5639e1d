package io.imagepeek.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagepeek.testing.Reply;
import io.imagepeek.testing.ScriptedRegistry;
import io.imagepeek.testing.TestImage;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The views other than the documented output, of images in a registry. */
@QuarkusTest
@TestProfile(ProtocolProfile.class)
class ViewTest extends ProtocolTest {

  private static final String MANIFESTS = "/v2/some/app/manifests/";

  @Test
  void engineViewIsMadeOfWhatIsThere() {
    ScriptedRegistry registry = secure();
    TestImage image = image(registry);
    String name = registry.authority() + "/some/app";

    Answer answer = app(registry).view("engine").send().inspected();

    registry.assertRequests("GET " + MANIFEST, "GET " + BLOBS + image.configDigest());
    int size = image.size() + image.config().length() + 1234;
    assertThat(answer.body())
        .isEqualTo(
            """
            {"Id":"%s","RepoTags":["%s:v1"],"RepoDigests":["%s@%s"],"Parent":"",\
            "Comment":"made for a test","Created":"2024-02-29T12:34:56.789Z","DockerVersion":"",\
            "Author":"","Config":{"Cmd":null,"Entrypoint":null,"Env":["PATH=/usr/bin"],\
            "Labels":{"org.opencontainers.image.title":"test"},"OnBuild":null,"User":"",\
            "Volumes":null,"WorkingDir":""},"Architecture":"amd64","Variant":"","Os":"linux",\
            "OsVersion":"","Size":%d,"GraphDriver":{"Name":"","Data":null},\
            "RootFS":{"Type":"layers","Layers":["%s"]},"Metadata":{"LastTagTime":null}}"""
                .formatted(
                    image.digest(),
                    name,
                    name,
                    image.digest(),
                    size,
                    TestImage.digest("unpacked linux/amd64")));
    assertThat(answer.header("Imagepeek-Platform-Digest")).isEqualTo(image.digest());
    assertThat(answer.header("Docker-Content-Digest")).isNull();
  }

  /** As an engine that pulls by a digest keeps the name, whatever tag stands beside it. */
  @ParameterizedTest
  @ValueSource(strings = {"", ":v1", ":no-such-tag"})
  void nameByDigestHasNoTag(String tag) {
    ScriptedRegistry registry = secure();
    String name = registry.authority() + "/some/app";
    String pinned = name + "@" + image(registry).digest();

    Answer answer = Inspection.of(pinned.replace("@", tag + "@")).view("engine").send().inspected();

    assertThat(answer.text("RepoTags")).isEqualTo("[" + pinned + "]");
    assertThat(answer.text("RepoDigests")).isEqualTo("[" + pinned + "]");
  }

  /** As the host's engine would see it: its own platform wherever it stands in the index. */
  @Test
  void engineViewPrefersTheHostsPlatform() {
    ScriptedRegistry registry = secure();
    String own = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
    TestImage index =
        registry.image("some/app", "v1", TestImage.index("linux/s390x", "linux/" + own));
    TestImage child = index.children().get(1);

    Answer answer = app(registry).view("engine").send().inspected();

    assertThat(answer.text("Id")).isEqualTo(index.digest());
    assertThat(answer.text("Architecture")).isEqualTo(own);
    assertThat(answer.text("Size"))
        .isEqualTo(String.valueOf(index.size() + child.size() + child.config().length() + 1234));
  }

  @Test
  void engineViewTakesAnotherPlatformIfItHasTo() {
    ScriptedRegistry registry = secure();
    registry.image("some/app", "v1", TestImage.index("linux/s390x", "linux/mips"));

    assertThat(app(registry).view("engine").send().inspected().text("Architecture"))
        .isEqualTo("s390x");
    app(registry)
        .view("engine")
        .platform("linux/amd64")
        .send()
        .failed("ImageNotFoundInRegistry")
        .mentioning("available: linux/s390x, linux/mips");
    assertThat(
            app(registry)
                .view("engine")
                .platform("linux/mips")
                .send()
                .inspected()
                .text("Architecture"))
        .isEqualTo("mips");
  }

  @Test
  void rawManifestIsTheIndexUnlessAPlatformIsAskedFor() {
    ScriptedRegistry registry = secure();
    TestImage index =
        registry.image("some/app", "v1", TestImage.index("linux/amd64", "linux/arm64/v8"));
    TestImage child = index.children().get(1);

    Answer whole = app(registry).view("manifest").send().inspected();
    Answer one = app(registry).view("manifest").platform("linux/arm64").send().inspected();

    assertThat(whole.body()).isEqualTo(index.manifest());
    assertThat(whole.header("Content-Type")).isEqualTo(TestImage.OCI_INDEX);
    assertThat(whole.header("Docker-Content-Digest")).isEqualTo(index.digest());
    assertThat(whole.header("Imagepeek-Platform-Digest")).isNull();
    assertThat(one.body()).isEqualTo(child.manifest());
    assertThat(one.header("Content-Type")).isEqualTo(TestImage.OCI_MANIFEST);
    assertThat(one.header("Docker-Content-Digest")).isEqualTo(child.digest());
    assertThat(one.header("Imagepeek-Platform-Digest")).isEqualTo(child.digest());
    registry.assertRequests(
        "GET " + MANIFEST, "HEAD " + MANIFEST, "GET " + MANIFESTS + child.digest());
  }

  @Test
  void rawConfigurationIsThatOfThePlatform() {
    ScriptedRegistry registry = secure();
    TestImage image = image(registry);

    Answer answer = app(registry).view("config").send().inspected();

    assertThat(answer.body()).isEqualTo(image.config());
    assertThat(answer.header("Content-Type")).isEqualTo("application/vnd.oci.image.config.v1+json");
    assertThat(answer.header("Docker-Content-Digest")).isEqualTo(image.configDigest());
    assertThat(answer.header("Imagepeek-Platform-Digest")).isEqualTo(image.digest());
  }

  /** Raw documents are what artifacts are asked for by: they need not be images. */
  @ParameterizedTest
  @CsvSource({
    "application/vnd.cncf.helm.config.v1+json, application/vnd.cncf.helm.config.v1+json",
    // Nothing that a browser would run, no header of an image's own
    "application/json, application/json",
    "text/html, application/octet-stream",
    "application/xhtml+xml, application/octet-stream",
    "application/javascript, application/octet-stream",
    "application/vnd.adobe.flash.movie, application/octet-stream",
    "application/vnd.mozilla.xul+xml, application/octet-stream",
    "application/x.example+json, application/octet-stream",
    "application/vnd.oci.image.config.v1+json;x=1, application/octet-stream",
    "application/x\\r\\nSet-Cookie: a, application/octet-stream",
    "'', application/octet-stream",
  })
  void rawConfigurationHasItsOwnTypeIfThatIsHarmless(String said, String shown) {
    ScriptedRegistry registry = secure();
    TestImage artifact = artifact(said);
    registry.image("some/app", "v1", artifact);

    Answer answer = app(registry).view("config").send().inspected();

    assertThat(answer.header("Content-Type")).isEqualTo(shown);
    assertThat(answer.header("Set-Cookie")).isNull();
    assertThat(answer.body()).isEqualTo(artifact.config());
  }

  private static TestImage artifact(String configType) {
    String config = "{\"name\":\"chart\"}";
    String manifest =
        """
        {"schemaVersion":2,"mediaType":"%s","config":{"mediaType":"%s","digest":"%s","size":%d},\
        "layers":[]}"""
            .formatted(
                TestImage.OCI_MANIFEST, configType, TestImage.digest(config), config.length());
    return TestImage.of(TestImage.OCI_MANIFEST, manifest, config);
  }

  @ParameterizedTest
  @ValueSource(strings = {"manifest", "config", "engine", "platforms"})
  void whatIsShownWasVerified(String view) {
    ScriptedRegistry registry = secure();
    TestImage image = TestImage.index("linux/amd64");
    TestImage other = TestImage.oci("linux/arm64");
    registry.image("some/app", "v1", image);
    registry.on("GET", MANIFESTS + image.children().get(0).digest()).respond(manifest(other));

    app(registry)
        .view(view)
        .platform("linux/amd64")
        .send()
        .failed("InspectImageFailure")
        .mentioning("the digest of the manifest does not match");
  }

  @Test
  void platformsAreListedInTheirOrderAndAttestationsApart() {
    ScriptedRegistry registry = secure();
    TestImage amd64 = TestImage.oci("linux/amd64");
    TestImage windows = TestImage.oci("windows/amd64");
    TestImage attestation = TestImage.oci("unknown/unknown");
    String index =
        """
        {"schemaVersion":2,"mediaType":"%s","manifests":[%s,%s,%s,%s]}"""
            .formatted(
                TestImage.OCI_INDEX,
                entry(
                    amd64,
                    "\"os\":\"linux\",\"architecture\":\"amd64\"",
                    "{\"b\":\"2\",\"a\":\"1\"}"),
                entry(
                    attestation,
                    "\"os\":\"unknown\",\"architecture\":\"unknown\"",
                    "{\"vnd.docker.reference.type\":\"attestation-manifest\"}"),
                entry(
                    windows,
                    "\"os\":\"windows\",\"architecture\":\"amd64\",\"os.version\":\"10.0.20348\"",
                    "null"),
                """
                {"mediaType":"%s","digest":"%s","size":99,\
                "platform":{"os":"linux","architecture":"arm64","variant":"v8"}}"""
                    .formatted(TestImage.OCI_MANIFEST, TestImage.digest("absent")));
    registry.image("some/app", "v1", TestImage.of(TestImage.OCI_INDEX, index));
    // The first is the slowest: the order is the index's all the same.
    registry
        .on("GET", MANIFESTS + amd64.digest())
        .respond(Reply.delayed(Duration.ofMillis(200), manifest(amd64)));
    registry.on("GET", MANIFESTS + attestation.digest()).respond(manifest(attestation));
    registry.on("GET", MANIFESTS + windows.digest()).respond(manifest(windows));
    registry.on("GET", MANIFESTS + TestImage.digest("absent")).respond(Reply.of(404, Map.of(), ""));

    Answer answer = app(registry).view("platforms").send().inspected();

    assertThat(answer.body())
        .isEqualTo(
            """
            {"Digest":"%s","MediaType":"%s","Platforms":[\
            {"Platform":"linux/amd64","Os":"linux","Architecture":"amd64","Variant":"",\
            "OsVersion":"","OsFeatures":null,"Digest":"%s","MediaType":"%s","Size":%d,"LayersSize":1234,\
            "Annotations":{"a":"1","b":"2"},"Error":null},\
            {"Platform":"windows/amd64","Os":"windows","Architecture":"amd64","Variant":"",\
            "OsVersion":"10.0.20348","OsFeatures":null,"Digest":"%s","MediaType":"%s","Size":%d,"LayersSize":1234,\
            "Annotations":null,"Error":null},\
            {"Platform":"linux/arm64/v8","Os":"linux","Architecture":"arm64","Variant":"v8",\
            "OsVersion":"","OsFeatures":null,"Digest":"%s","MediaType":"%s","Size":99,"LayersSize":null,\
            "Annotations":null,"Error":"HTTP status 404 Not Found"}],\
            "Attestations":[\
            {"Digest":"%s","MediaType":"%s","Size":%d,"LayersSize":1234,\
            "Annotations":{"vnd.docker.reference.type":"attestation-manifest"},"Error":null}],\
            "Artifacts":[]}"""
                .formatted(
                    TestImage.digest(index),
                    TestImage.OCI_INDEX,
                    amd64.digest(),
                    TestImage.OCI_MANIFEST,
                    amd64.size(),
                    windows.digest(),
                    TestImage.OCI_MANIFEST,
                    windows.size(),
                    TestImage.digest("absent"),
                    TestImage.OCI_MANIFEST,
                    attestation.digest(),
                    TestImage.OCI_MANIFEST,
                    attestation.size()));
    assertThat(answer.header("Imagepeek-Platform-Digest")).isNull();
  }

  private static String entry(TestImage image, String platform, String annotations) {
    return """
    {"mediaType":"%s","digest":"%s","size":%d,"platform":{%s},"annotations":%s}"""
        .formatted(image.mediaType(), image.digest(), image.size(), platform, annotations);
  }

  @Test
  void anImageWithoutIndexIsItsOnlyPlatform() {
    ScriptedRegistry registry = secure();
    TestImage image = registry.image("some/app", "v1", TestImage.docker("linux/arm/v7"));

    Answer answer = app(registry).view("platforms").send().inspected(image);

    assertThat(answer.text("MediaType")).isEqualTo(TestImage.DOCKER_MANIFEST);
    assertThat(answer.text("Platforms.size()")).isEqualTo("1");
    assertThat(answer.text("Platforms[0].Platform")).isEqualTo("linux/arm/v7");
    assertThat(answer.text("Platforms[0].Digest")).isEqualTo(image.digest());
    assertThat(answer.text("Platforms[0].LayersSize")).isEqualTo("1234");
  }

  @Test
  void tooManyEntriesAreNotAskedFor() {
    ScriptedRegistry registry = secure();
    TestImage image = TestImage.oci("linux/amd64");
    String entry = entry(image, "\"os\":\"linux\",\"architecture\":\"amd64\"", "null");
    String index =
        """
        {"schemaVersion":2,"mediaType":"%s","manifests":[%s]}"""
            .formatted(TestImage.OCI_INDEX, (entry + ",").repeat(500) + entry);
    registry.image("some/app", "v1", TestImage.of(TestImage.OCI_INDEX, index));

    app(registry)
        .view("platforms")
        .send()
        .failed("InspectImageFailure")
        .saying("the image's indexes have more than 500 entries together");
    registry.assertRequests("GET " + MANIFEST);
  }

  /** Few small documents could otherwise lead to each other more often than anybody can ask. */
  @ParameterizedTest
  @ValueSource(strings = {"platforms", "engine"})
  void indexesThatLeadToEachOtherAreCountedEachTime(String view) {
    ScriptedRegistry registry = secure();
    TestImage empty = indexOf("");
    TestImage middle = indexOf((indexEntry(empty) + ",").repeat(299) + indexEntry(empty));
    TestImage top = indexOf((indexEntry(middle) + ",").repeat(299) + indexEntry(middle));
    registry.image("some/app", "v1", top);
    registry.on("GET", MANIFESTS + middle.digest()).respond(manifest(middle));

    app(registry)
        .view(view)
        .send()
        .failed("InspectImageFailure")
        .saying("the image's indexes have more than 500 entries together");
    registry.assertRequests("GET " + MANIFEST, "GET " + MANIFESTS + middle.digest());
  }

  private static TestImage indexOf(String entries) {
    return TestImage.of(
        TestImage.OCI_INDEX,
        "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"manifests\":[%s]}"
            .formatted(TestImage.OCI_INDEX, entries));
  }

  private static String indexEntry(TestImage index) {
    return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d}"
        .formatted(TestImage.OCI_INDEX, index.digest(), index.size());
  }

  @Test
  void schemaOneHasNeitherConfigurationNorEngineView() {
    ScriptedRegistry registry = secure();
    TestImage image =
        TestImage.of(
            "application/vnd.docker.distribution.manifest.v1+json",
            """
            {"schemaVersion":1,"name":"some/app","tag":"v1","architecture":"amd64",
            "fsLayers":[{"blobSum":"%s"}],
            "history":[{"v1Compatibility":"{\\"id\\":\\"%s\\",\\"os\\":\\"linux\\",\\"architecture\\":\\"amd64\\"}"}]}"""
                .formatted(TestImage.digest("layer"), "1".repeat(64)));
    registry.on("GET", MANIFEST).always(manifest(image));
    registry.on("HEAD", MANIFEST).always(Reply.status(405));

    for (String view : new String[] {"engine", "config"}) {
      app(registry)
          .view(view)
          .send()
          .failed("InspectImageFailure")
          .saying("an image of schema 1 has no configuration");
    }
    Answer listed = app(registry).view("platforms").send().inspected(image);
    assertThat(listed.text("Platforms[0].Platform")).isEqualTo("linux/amd64");
    assertThat(listed.text("Platforms[0].LayersSize")).isNull();
    assertThat(app(registry).view("manifest").send().inspected().body())
        .isEqualTo(image.manifest());
  }
}
