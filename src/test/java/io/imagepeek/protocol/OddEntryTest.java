package io.imagepeek.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagepeek.testing.Reply;
import io.imagepeek.testing.ScriptedRegistry;
import io.imagepeek.testing.TestImage;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What stands beside an image in its index, and is no image, costs nobody the image. */
@QuarkusTest
@TestProfile(ProtocolProfile.class)
class OddEntryTest extends ProtocolTest {

  private static final String MANIFESTS = "/v2/some/app/manifests/";
  private static final String AMD64 = "\"platform\":{\"os\":\"linux\",\"architecture\":\"amd64\"}";
  private static final String CACHE = "application/vnd.buildkit.cacheconfig.v0";
  private static final String ABSENT = TestImage.digest("absent");

  private final TestImage amd64 = TestImage.oci("linux/amd64");

  /** Serves an index of such entries, and what they describe. */
  private ScriptedRegistry index(String... entries) {
    ScriptedRegistry registry = secure();
    String index =
        "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"manifests\":[%s]}"
            .formatted(TestImage.OCI_INDEX, String.join(",", entries));
    registry.image("some/app", "v1", TestImage.of(TestImage.OCI_INDEX, index));
    return registry;
  }

  private static ScriptedRegistry with(ScriptedRegistry registry, TestImage... children) {
    for (TestImage child : children) {
      registry.image("some/app", child.digest(), child);
    }
    return registry;
  }

  private static String entry(TestImage image, String... members) {
    return entry(image.mediaType(), image.digest(), image.size(), members);
  }

  private static String entry(String mediaType, String digest, int size, String... members) {
    return Stream.concat(
            Stream.of(
                "\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d"
                    .formatted(mediaType, digest, size)),
            Stream.of(members))
        .collect(Collectors.joining(",", "{", "}"));
  }

  private static TestImage artifact(String members, String configType) {
    String config = "{}";
    return TestImage.of(
        TestImage.OCI_MANIFEST,
        """
        {"schemaVersion":2,"mediaType":"%s",%s"config":{"mediaType":"%s","digest":"%s","size":2},\
        "layers":[]}"""
            .formatted(TestImage.OCI_MANIFEST, members, configType, TestImage.digest(config)),
        config);
  }

  private static List<String> listed(Answer answer, String list, String field) {
    int size = Integer.parseInt(answer.text(list + ".size()"));
    return IntStream.range(0, size)
        .mapToObj(i -> String.valueOf(answer.text(list + "[" + i + "]." + field)))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403, 404, 410, 412})
  void aChildThatIsRefusedIsListedWithWhy(int status) {
    ScriptedRegistry registry =
        with(
            index(
                entry(
                    TestImage.OCI_MANIFEST,
                    ABSENT,
                    99,
                    "\"platform\":{\"os\":\"linux\",\"architecture\":\"s390x\"}"),
                entry(amd64, AMD64)),
            amd64);
    registry.on("GET", MANIFESTS + ABSENT).respond(status);

    Answer answer = app(registry).view("platforms").send().inspected();

    assertThat(listed(answer, "Platforms", "Platform"))
        .containsExactly("linux/s390x", "linux/amd64");
    assertThat(listed(answer, "Platforms", "LayersSize")).containsExactly("null", "1234");
    assertThat(answer.text("Platforms[0].Digest")).isEqualTo(ABSENT);
    assertThat(answer.text("Platforms[0].Size")).isEqualTo("99");
    assertThat(answer.text("Platforms[0].Error")).startsWith("HTTP status " + status);
    assertThat(answer.text("Platforms[1].Error")).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"<html>", "[]", "{\"a\":", ""})
  void aChildThatIsNoDocument(String body) {
    TestImage none = TestImage.of(TestImage.OCI_MANIFEST, body, "{}");
    String s390x = "\"platform\":{\"os\":\"linux\",\"architecture\":\"s390x\"}";
    ScriptedRegistry registry = with(index(entry(none, s390x), entry(amd64, AMD64)), none, amd64);

    Answer answer = app(registry).view("platforms").send().inspected();

    assertThat(listed(answer, "Platforms", "Platform"))
        .containsExactly("linux/s390x", "linux/amd64");
    assertThat(answer.text("Platforms[0].Error")).startsWith("manifest: ");
    assertThat(answer.text("Platforms[1].Error")).isNull();
    app(registry).platform("linux/s390x").send().failed("InspectImageFailure");
  }

  /** The registry is broken just now: that is not for ever. */
  @Test
  void aChildThatMayComeBackIsWaitedFor() {
    ScriptedRegistry registry = index(entry(TestImage.OCI_MANIFEST, ABSENT, 99, AMD64));
    registry.on("GET", MANIFESTS + ABSENT).respond(3, Reply.status(503));

    app(registry).view("platforms").send().failed("InspectImageFailure").mentioning("503");
  }

  @ParameterizedTest
  @CsvSource({
    "application/vnd.oci.artifact.manifest.v1+json, 99",
    "application/x-odd, 99",
    "application/vnd.oci.image.layer.v1.tar+gzip, 99",
  })
  void anEntryOfAnotherTypeIsListedAndNotAskedFor(String type, int size) {
    ScriptedRegistry registry = with(index(entry(type, ABSENT, size), entry(amd64, AMD64)), amd64);

    Answer answer = app(registry).view("platforms").send().inspected();

    assertThat(listed(answer, "Platforms", "Platform")).containsExactly("", "linux/amd64");
    assertThat(listed(answer, "Platforms", "MediaType"))
        .containsExactly(type, TestImage.OCI_MANIFEST);
    assertThat(answer.text("Platforms[0].LayersSize")).isNull();
    assertThat(answer.text("Platforms[0].Error"))
        .contains("neither an image manifest nor an index");
    assertThat(registry.requests()).doesNotContain("GET " + MANIFESTS + ABSENT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"bogus", "sha256:../x"})
  void anEntryWhoseDigestIsNone(String digest) {
    ScriptedRegistry registry =
        with(index(entry(TestImage.OCI_MANIFEST, digest, 9), entry(amd64, AMD64)), amd64);

    Answer answer = app(registry).view("platforms").send().inspected();

    assertThat(listed(answer, "Platforms", "Digest")).containsExactly(digest, amd64.digest());
    assertThat(answer.text("Platforms[0].Error")).contains("digest");
  }

  @Test
  void anIndexWithinThatIsNotThere() {
    ScriptedRegistry registry =
        with(index(entry(TestImage.OCI_INDEX, ABSENT, 99), entry(amd64, AMD64)), amd64);
    registry.on("GET", MANIFESTS + ABSENT).always(404);

    Answer answer = app(registry).view("platforms").send().inspected();

    assertThat(listed(answer, "Platforms", "Platform")).containsExactly("", "linux/amd64");
    assertThat(answer.text("Platforms[0].Error")).startsWith("HTTP status 404");
    assertThat(app(registry).view("engine").send().inspected().text("Architecture"))
        .isEqualTo("amd64");
  }

  @ParameterizedTest
  @CsvSource({
    "application/x-odd, image",
    "application/x-odd, engine",
    "application/vnd.oci.image.manifest.v1+json, image",
    "application/vnd.oci.image.manifest.v1+json, engine",
    "application/vnd.oci.image.index.v1+json, image",
    "application/vnd.oci.image.index.v1+json, engine",
  })
  void aPlatformIsFoundWhateverStandsBesideIt(String type, String view) {
    ScriptedRegistry registry =
        with(index(entry(type, ABSENT, 99), entry(amd64, AMD64), entry(type, ABSENT, 98)), amd64);
    registry.on("GET", MANIFESTS + ABSENT).always(403);

    for (boolean asked : new boolean[] {true, false}) {
      Inspection inspection = app(registry).view(view);
      Answer answer = (asked ? inspection.platform("linux/amd64") : inspection).send().inspected();
      assertThat(answer.text("Architecture")).isEqualTo("amd64");
    }
  }

  /** The one that says no platform might have been it, and is not. */
  @ParameterizedTest
  @ValueSource(strings = {"image", "engine"})
  void aPlatformThatIsNotThereIsSaidToBeMissing(String view) {
    TestImage signature = artifact("", "application/vnd.dev.cosign.config.v1+json");
    ScriptedRegistry registry =
        with(
            index(
                entry(TestImage.OCI_MANIFEST, ABSENT, 99),
                entry(signature),
                entry("application/x-odd", ABSENT, 9),
                entry(amd64, AMD64)),
            amd64,
            signature);
    registry.on("GET", MANIFESTS + ABSENT).always(401);

    app(registry)
        .view(view)
        .platform("linux/mips")
        .send()
        .failed("ImageNotFoundInRegistry")
        .mentioning("no image found in image index", "; available: linux/amd64");
  }

  @Test
  void anImageWithoutAPlatformIsFoundBehindWhatIsNone() {
    TestImage chart = artifact("", "application/vnd.cncf.helm.config.v1+json");
    ScriptedRegistry registry = with(index(entry(chart), entry(amd64)), amd64, chart);

    assertThat(app(registry).send().inspected().text("Architecture")).isEqualTo("amd64");
  }

  @Test
  void whatIsNoPlatformIsNotCalledOne() {
    TestImage soci = artifact("", "application/vnd.amazon.soci.index.v2+json");
    TestImage typed =
        artifact(
            "\"artifactType\":\"application/spdx+json\",", "application/vnd.oci.empty.v1+json");
    TestImage second = TestImage.docker("linux/amd64");
    ScriptedRegistry registry =
        with(
            index(
                entry(
                    soci, AMD64, "\"artifactType\":\"application/vnd.amazon.soci.index.v2+json\""),
                entry(
                    amd64, AMD64, "\"artifactType\":\"application/vnd.oci.image.config.v1+json\""),
                entry(typed),
                entry(
                    second,
                    "\"platform\":{\"os\":\"linux\",\"architecture\":\"amd64\",\"os.features\":[\"lazy.v1\"]}"),
                entry(TestImage.oci("linux/s390x"), "\"platform\":{}"),
                entry(
                    TestImage.oci("linux/ppc64le"),
                    "\"platform\":{\"architecture\":\"\",\"os\":\"linux\"}"),
                entry(TestImage.oci("linux/riscv64"), "\"platform\":{\"architecture\":\"arm64\"}")),
            soci,
            amd64,
            typed,
            second,
            TestImage.oci("linux/s390x"),
            TestImage.oci("linux/ppc64le"),
            TestImage.oci("linux/riscv64"));

    Answer answer = app(registry).view("platforms").send().inspected();

    assertThat(listed(answer, "Platforms", "Platform"))
        .containsExactly("linux/amd64", "linux/amd64", "", "", "");
    assertThat(listed(answer, "Platforms", "OsFeatures"))
        .containsExactly("null", "[lazy.v1]", "null", "null", "null");
    assertThat(listed(answer, "Platforms", "Os"))
        .containsExactly("linux", "linux", "", "linux", "");
    assertThat(listed(answer, "Platforms", "Architecture"))
        .containsExactly("amd64", "amd64", "", "", "arm64");
    assertThat(listed(answer, "Artifacts", "ArtifactType"))
        .containsExactly("application/vnd.amazon.soci.index.v2+json", "application/spdx+json");
    assertThat(listed(answer, "Artifacts", "Platform")).containsExactly("linux/amd64", "");
    assertThat(listed(answer, "Artifacts", "LayersSize")).containsExactly("0", "0");
    // The first linux/amd64 is no image.
    assertThat(app(registry).view("manifest").platform("linux/amd64").send().inspected().body())
        .isEqualTo(amd64.manifest());
  }

  @Test
  void anArtifactWithoutIndexIsNoPlatform() {
    ScriptedRegistry registry = secure();
    TestImage chart = artifact("", "application/vnd.cncf.helm.config.v1+json");
    registry.image("some/app", "v1", chart);

    Answer answer = app(registry).view("platforms").send().inspected(chart);

    assertThat(listed(answer, "Platforms", "Platform")).isEmpty();
    assertThat(listed(answer, "Artifacts", "ArtifactType"))
        .containsExactly("application/vnd.cncf.helm.config.v1+json");
    registry.assertRequests("GET " + MANIFEST);
  }

  /** A builder's cache is there, and no image. */
  @ParameterizedTest
  @ValueSource(strings = {"image", "engine", "config"})
  void anIndexWithoutAnyImage(String view) {
    ScriptedRegistry registry =
        index(
            entry(CACHE, ABSENT, 99),
            entry("application/vnd.oci.image.layer.v1.tar+gzip", ABSENT, 5));

    app(registry)
        .view(view)
        .send()
        .failed("InspectImageFailure")
        .saying(
            "the image index contains no image: its first entry, %s, has the type \"%s\""
                .formatted(ABSENT, CACHE));

    registry.assertRequests("GET " + MANIFEST);
  }

  /** As older tools write them: nothing in the entry says that it is no image. */
  @ParameterizedTest
  @ValueSource(strings = {"image", "engine", "config"})
  void anArtifactOfTheSamePlatformIsNoImageOfIt(String view) {
    TestImage lazy = artifact("", "application/vnd.amazon.soci.index.v1+json");
    ScriptedRegistry registry = with(index(entry(lazy, AMD64), entry(amd64, AMD64)), lazy, amd64);

    Answer answer = app(registry).view(view).platform("linux/amd64").send().inspected();

    assertThat(answer.header("Imagepeek-Platform-Digest")).isEqualTo(amd64.digest());
  }

  @Test
  void anImageThatIsThereIsFoundBehindOneOfItsPlatformThatIsLost() {
    ScriptedRegistry registry =
        with(index(entry(TestImage.OCI_MANIFEST, ABSENT, 99, AMD64), entry(amd64, AMD64)), amd64);
    registry.on("GET", MANIFESTS + ABSENT).always(404);

    assertThat(app(registry).send().inspected().header("Imagepeek-Platform-Digest"))
        .isEqualTo(amd64.digest());
  }

  /** What runs on a newer processor, too, is another image. */
  @Test
  void aLostImageIsNotReplacedByThatOfAnotherPlatform() {
    TestImage v6 = TestImage.oci("linux/arm/v6");
    String arm = "\"platform\":{\"os\":\"linux\",\"architecture\":\"arm\",\"variant\":\"%s\"}";
    ScriptedRegistry registry =
        with(
            index(
                entry(TestImage.OCI_MANIFEST, ABSENT, 99, arm.formatted("v7")),
                entry(v6, arm.formatted("v6"))),
            v6);
    registry.on("GET", MANIFESTS + ABSENT).always(404);

    app(registry).platform("linux/arm/v7").send().failed("ImageNotFoundInRegistry");
  }

  /** Whatever the order, the error says what there is. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anArtifactBesideWhatIsLostIsToldAsOne(boolean first) {
    TestImage chart = artifact("", "application/vnd.cncf.helm.config.v1+json");
    String lost = entry(TestImage.OCI_MANIFEST, ABSENT, 99);
    ScriptedRegistry registry =
        with(first ? index(entry(chart), lost) : index(lost, entry(chart)), chart);
    registry.on("GET", MANIFESTS + ABSENT).always(404);

    app(registry)
        .send()
        .failed("InspectImageFailure")
        .mentioning("application/vnd.cncf.helm.config.v1+json", chart.digest());
    assertThat(app(registry).view("manifest").platform("linux/amd64").send().inspected().body())
        .isEqualTo(chart.manifest());
  }

  @Test
  void anIndexThatIsAnArtifactStandsApart() {
    TestImage bundle =
        TestImage.of(
            TestImage.OCI_INDEX,
            "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"manifests\":[%s]}"
                .formatted(TestImage.OCI_INDEX, entry(TestImage.oci("linux/mips"), AMD64)));
    ScriptedRegistry registry =
        with(
            index(entry(bundle, "\"artifactType\":\"application/x-bundle\""), entry(amd64, AMD64)),
            bundle,
            amd64);

    Answer answer = app(registry).view("platforms").send().inspected();

    assertThat(listed(answer, "Platforms", "Digest")).containsExactly(amd64.digest());
    assertThat(listed(answer, "Artifacts", "ArtifactType")).containsExactly("application/x-bundle");
    assertThat(answer.text("Artifacts[0].LayersSize")).isNull();
    assertThat(answer.text("Artifacts[0].Error")).contains("an index");
  }

  /** There is no size of layers, and the entry alone does not say why. */
  @Test
  void anEntryThatTurnsOutToBeAnIndex() {
    TestImage inner = TestImage.index("linux/s390x");
    ScriptedRegistry registry =
        with(
            index(entry(TestImage.OCI_MANIFEST, inner.digest(), inner.size()), entry(amd64, AMD64)),
            inner,
            amd64);

    Answer answer = app(registry).view("platforms").send().inspected();

    assertThat(listed(answer, "Platforms", "MediaType"))
        .containsExactly(TestImage.OCI_INDEX, TestImage.OCI_MANIFEST);
    assertThat(answer.text("Platforms[0].LayersSize")).isNull();
    assertThat(answer.text("Platforms[0].Error")).contains("an index");
  }

  @Test
  void theTypeOfAnIndexMayHaveParameters() {
    TestImage inner = TestImage.index("linux/s390x");
    ScriptedRegistry registry =
        with(
            index(
                entry(TestImage.OCI_INDEX + "; charset=utf-8", inner.digest(), inner.size()),
                entry(amd64, AMD64)),
            inner,
            inner.children().get(0),
            amd64);

    Answer answer = app(registry).view("platforms").send().inspected();

    assertThat(listed(answer, "Platforms", "Platform"))
        .containsExactly("linux/s390x", "linux/amd64");
  }

  @Test
  void anArtifactOfNoTypeIsNoPlatform() {
    TestImage untyped = artifact("", "");
    ScriptedRegistry registry = with(index(entry(untyped), entry(amd64, AMD64)), untyped, amd64);

    Answer answer = app(registry).view("platforms").send().inspected();

    assertThat(listed(answer, "Platforms", "Digest")).containsExactly(amd64.digest());
    assertThat(listed(answer, "Artifacts", "ArtifactType")).containsExactly("");
  }

  /** Nobody doubts what it is: its digest is right. */
  @Test
  void anEntryOfAWrongSize() {
    TestImage arm64 = TestImage.oci("linux/arm64");
    ScriptedRegistry registry =
        with(
            index(
                entry(TestImage.OCI_MANIFEST, arm64.digest(), arm64.size() + 1),
                entry(TestImage.OCI_MANIFEST, ABSENT, Integer.MAX_VALUE),
                entry(amd64, AMD64)),
            arm64,
            amd64);

    Answer answer = app(registry).view("platforms").send().inspected();

    assertThat(listed(answer, "Platforms", "LayersSize")).containsExactly("null", "null", "1234");
    assertThat(answer.text("Platforms[0].Error")).contains("the size of the manifest");
    assertThat(answer.text("Platforms[1].Error")).contains("more than the limit");
    assertThat(registry.requests()).doesNotContain("GET " + MANIFESTS + ABSENT);
  }

  /** What cannot be asked for is not offered. */
  @Test
  void aPlatformWithoutAnArchitectureIsNotNamed() {
    ScriptedRegistry registry =
        index(
            entry(amd64, "\"platform\":{\"architecture\":\"\",\"os\":\"linux\"}"),
            entry(
                TestImage.OCI_MANIFEST,
                ABSENT,
                9,
                "\"platform\":{\"architecture\":\"amd64/v2\",\"os\":\"linux\"}"));

    app(registry)
        .send()
        .failed("ImageNotFoundInRegistry")
        .mentioning("; no platforms are available");
  }

  @ParameterizedTest
  @ValueSource(strings = {"image", "engine"})
  void aCacheBehindAnotherIndex(String view) {
    TestImage cache =
        TestImage.of(
            TestImage.OCI_INDEX,
            "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"manifests\":[%s]}"
                .formatted(TestImage.OCI_INDEX, entry(CACHE, ABSENT, 99)));
    ScriptedRegistry registry = with(index(entry(cache)), cache);

    app(registry).view(view).send().failed("InspectImageFailure").mentioning(ABSENT, CACHE);

    ScriptedRegistry both = with(index(entry(cache), entry(amd64)), cache, amd64);
    assertThat(app(both).view(view).send().inspected().text("Architecture")).isEqualTo("amd64");
  }

  /** What counts for the size is the host's platform, which has no digest here. */
  @Test
  void anEngineTakesWhatIsThere() {
    TestImage mips = TestImage.oci("linux/mips");
    String others =
        Stream.of("amd64", "arm64")
            .map(
                name ->
                    entry(
                        TestImage.OCI_MANIFEST,
                        "bogus",
                        9,
                        "\"platform\":{\"os\":\"linux\",\"architecture\":\"%s\"}".formatted(name)))
            .collect(Collectors.joining(","));
    ScriptedRegistry registry =
        with(
            index(others, entry(mips, "\"platform\":{\"os\":\"linux\",\"architecture\":\"mips\"}")),
            mips);

    assertThat(app(registry).view("engine").send().inspected().text("Architecture"))
        .isEqualTo("mips");
  }

  /** Each of them could lead to many others. */
  @Test
  void entriesThatAreNoImageAreNotTriedForEver() {
    String bogus = entry(TestImage.OCI_MANIFEST, "bogus", 9);
    ScriptedRegistry registry = index((bogus + ",").repeat(20_000) + bogus);

    app(registry)
        .send()
        .failed("InspectImageFailure")
        .saying("none of the first 500 entries of the image's indexes is an image");
  }

  @ParameterizedTest
  @ValueSource(strings = {"image", "engine", "platforms"})
  void theLastOfAsManyAsThereMayBe(String view) {
    String bogus = entry(TestImage.OCI_MANIFEST, "bogus", 9) + ",";
    ScriptedRegistry registry = with(index(bogus.repeat(499) + entry(amd64)), amd64);

    Answer answer = app(registry).view(view).send().inspected();

    assertThat(answer.body()).contains(view.equals("platforms") ? amd64.digest() : "\"amd64\"");
  }
}
