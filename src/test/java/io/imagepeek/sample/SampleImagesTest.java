package io.imagepeek.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SampleImagesTest {

  private static final String OCI_INDEX = "application/vnd.oci.image.index.v1+json";
  private static final String OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json";
  private static final String OCI_LAYER = "application/vnd.oci.image.layer.v1.tar+gzip";
  private static final String DOCKER_LIST =
      "application/vnd.docker.distribution.manifest.list.v2+json";
  private static final String DOCKER_MANIFEST =
      "application/vnd.docker.distribution.manifest.v2+json";
  private static final String DOCKER_LAYER = "application/vnd.docker.image.rootfs.diff.tar.gzip";

  private final SampleImages images = new SampleImages();

  /** A manifest, whether tagged itself or an entry of a tagged index. */
  record Leaf(String repository, String architecture, JsonObject manifest) {
    @Override
    public String toString() {
      return repository + " " + architecture;
    }
  }

  @Test
  void offersTheDocumentedNames() {
    assertThat(images.repositories())
        .containsExactly("demo/chart", "demo/hello", "demo/single", "demo/web");
    assertThat(images.tags("demo/chart")).contains(List.of("0.1.0"));
    assertThat(images.tags("demo/hello")).contains(List.of("1.0", "latest"));
    assertThat(images.tags("demo/single")).contains(List.of("latest"));
    assertThat(images.tags("demo/web")).contains(List.of("2.1", "latest"));
    assertThat(images.tags("demo/absent")).isEmpty();
  }

  @Test
  void isTheSameOnEveryRun() {
    SampleImages again = new SampleImages();
    assertThat(images.repositories())
        .allSatisfy(
            name ->
                assertThat(images.tags(name).orElseThrow())
                    .allSatisfy(
                        tag ->
                            assertThat(again.manifest(name, tag))
                                .isEqualTo(images.manifest(name, tag))));
    // Somebody who reads this digest in a README or a log finds the same one on another machine.
    assertThat(images.manifest("demo/hello", "latest").orElseThrow().digest())
        .isEqualTo("sha256:bcbea30675e6b59882d21879e76d296119b6abee5988f92319ebde0b11c7a192");
  }

  @ParameterizedTest
  @CsvSource({
    "demo/hello, latest, 1.0, " + OCI_INDEX,
    "demo/web, latest, 2.1, " + DOCKER_LIST,
    "demo/single, latest, latest, " + OCI_MANIFEST,
    "demo/chart, 0.1.0, 0.1.0, " + OCI_MANIFEST
  })
  void tagsOfARepositoryNameOneDocumentThatItsDigestNamesToo(
      String repository, String tag, String otherTag, String mediaType) throws Exception {
    SampleDocument document = images.manifest(repository, tag).orElseThrow();

    assertThat(document.mediaType()).isEqualTo(mediaType);
    assertThat(new JsonObject(document.json()).getString("mediaType")).isEqualTo(mediaType);
    assertThat(document.digest()).isEqualTo(independentDigest(document.bytes()));
    assertThat(document.size()).isEqualTo(document.bytes().length);
    assertThat(images.manifest(repository, otherTag)).contains(document);
    assertThat(images.manifest(repository, document.digest())).contains(document);
  }

  @Test
  void helloHasThreeLinuxPlatformsAndThenTheirAttestations() {
    List<JsonObject> entries = entries("demo/hello");

    assertThat(entries.stream().map(SampleImagesTest::platformName))
        .containsExactly(
            "linux/amd64",
            "linux/arm64/v8",
            "linux/arm/v7",
            "unknown/unknown",
            "unknown/unknown",
            "unknown/unknown");
    List<String> attested =
        entries.subList(3, 6).stream()
            .map(entry -> entry.getJsonObject("annotations"))
            .filter(a -> a.getString("vnd.docker.reference.type").equals("attestation-manifest"))
            .map(a -> a.getString("vnd.docker.reference.digest"))
            .toList();
    assertThat(attested)
        .isEqualTo(entries.subList(0, 3).stream().map(e -> e.getString("digest")).toList());
  }

  @Test
  void webHasLinuxAndWindowsPlatforms() {
    List<JsonObject> entries = entries("demo/web");

    assertThat(entries.stream().map(SampleImagesTest::platformName))
        .containsExactly("linux/amd64", "linux/arm64", "windows/amd64");
    assertThat(entries.get(2).getJsonObject("platform").getString("os.version"))
        .startsWith("10.0.");
  }

  @Test
  void everyIndexEntryDescribesItsManifestExactly() {
    for (String repository : List.of("demo/hello", "demo/web")) {
      assertThat(entries(repository))
          .allSatisfy(
              entry ->
                  assertThat(images.manifest(repository, entry.getString("digest")))
                      .get()
                      .satisfies(document -> assertDescribes(entry, document)));
    }
  }

  static Stream<Leaf> runnableImages() {
    SampleImages images = new SampleImages();
    Stream<Leaf> single =
        Stream.of(
            new Leaf(
                "demo/single",
                "amd64",
                new JsonObject(images.manifest("demo/single", "latest").orElseThrow().json())));
    Stream<Leaf> others =
        Stream.of("demo/hello", "demo/web")
            .flatMap(
                repository ->
                    objects(index(images, repository).getJsonArray("manifests"))
                        .filter(e -> !platformName(e).equals("unknown/unknown"))
                        .map(e -> leaf(images, repository, e)));
    return Stream.concat(single, others);
  }

  @ParameterizedTest
  @MethodSource("runnableImages")
  void everyImageHasAnExactlyDescribedAndCompleteConfiguration(Leaf leaf) {
    JsonObject descriptor = leaf.manifest().getJsonObject("config");
    SampleDocument document =
        images.blob(leaf.repository(), descriptor.getString("digest")).orElseThrow();
    assertDescribes(descriptor, document);

    JsonObject config = new JsonObject(document.json());
    assertThat(config.getString("created")).matches("2025-\\d\\d-\\d\\dT[\\d:.]+Z");
    assertThat(config.getString("architecture")).isEqualTo(leaf.architecture());
    assertThat(config.getJsonObject("config").getJsonArray("Env")).isNotEmpty();
    assertThat(config.getJsonObject("config").getJsonObject("Labels").getMap())
        .containsKey("org.opencontainers.image.version");

    List<JsonObject> layers = objects(leaf.manifest().getJsonArray("layers")).toList();
    List<JsonObject> history = objects(config.getJsonArray("history")).toList();
    assertThat(config.getJsonObject("rootfs").getString("type")).isEqualTo("layers");
    assertThat(config.getJsonObject("rootfs").getJsonArray("diff_ids"))
        .hasSameSizeAs(layers)
        .doesNotHaveDuplicates();
    assertThat(history.stream().filter(entry -> !entry.getBoolean("empty_layer", false)))
        .hasSameSizeAs(layers);
    assertThat(history).anyMatch(entry -> entry.getBoolean("empty_layer", false));
  }

  @ParameterizedTest
  @MethodSource("runnableImages")
  void layersAreDescribedWithPlausibleSizesButNotStored(Leaf leaf) {
    boolean docker = leaf.manifest().getString("mediaType").equals(DOCKER_MANIFEST);
    assertThat(objects(leaf.manifest().getJsonArray("layers")))
        .isNotEmpty()
        .allSatisfy(
            layer -> {
              assertThat(layer.getString("mediaType")).isEqualTo(docker ? DOCKER_LAYER : OCI_LAYER);
              assertThat(layer.getString("digest")).matches("sha256:[0-9a-f]{64}");
              assertThat(layer.getLong("size")).isBetween(1L, 200_000_000L);
              assertThat(images.blob(leaf.repository(), layer.getString("digest"))).isEmpty();
            });
  }

  @Test
  void imagesWithOneBaseShareItsLayer() {
    JsonObject single =
        new JsonObject(images.manifest("demo/single", "latest").orElseThrow().json());
    JsonObject hello = leaf(images, "demo/hello", entries("demo/hello").get(0)).manifest();

    assertThat(hello.getJsonArray("layers").getJsonObject(0))
        .isEqualTo(single.getJsonArray("layers").getJsonObject(0));
  }

  @Test
  void singleHasAnnotations() {
    JsonObject single =
        new JsonObject(images.manifest("demo/single", "latest").orElseThrow().json());

    assertThat(single.getJsonObject("annotations").getMap())
        .containsKey("org.opencontainers.image.source");
  }

  @Test
  void attestationsStoreTheirStatement() {
    JsonObject attestation = leaf(images, "demo/hello", entries("demo/hello").get(3)).manifest();
    JsonObject layer = attestation.getJsonArray("layers").getJsonObject(0);
    SampleDocument statement = images.blob("demo/hello", layer.getString("digest")).orElseThrow();

    assertDescribes(layer, statement);
    String subject =
        new JsonObject(statement.json())
            .getJsonArray("subject")
            .getJsonObject(0)
            .getJsonObject("digest")
            .getString("sha256");
    assertThat("sha256:" + subject).isEqualTo(entries("demo/hello").get(0).getString("digest"));
  }

  @Test
  void chartHasTheConfigurationOfAHelmChart() {
    JsonObject chart = new JsonObject(images.manifest("demo/chart", "0.1.0").orElseThrow().json());
    JsonObject descriptor = chart.getJsonObject("config");

    assertThat(descriptor.getString("mediaType"))
        .isEqualTo("application/vnd.cncf.helm.config.v1+json");
    assertThat(images.blob("demo/chart", descriptor.getString("digest")))
        .get()
        .satisfies(document -> assertDescribes(descriptor, document));
  }

  @Test
  void documentsStayInTheirRepository() {
    String digest = images.manifest("demo/hello", "latest").orElseThrow().digest();

    assertThat(images.manifest("demo/web", digest)).isEmpty();
    assertThat(images.manifest("demo/hello", "2.1")).isEmpty();
    assertThat(images.blob("demo/hello", digest)).isEmpty();
    assertThat(images.blob("demo/absent", digest)).isEmpty();
  }

  private static void assertDescribes(JsonObject descriptor, SampleDocument document) {
    assertThat(document.digest()).isEqualTo(descriptor.getString("digest"));
    assertThat(document.digest()).isEqualTo(independentDigest(document.bytes()));
    assertThat(document.size()).isEqualTo(descriptor.getInteger("size"));
    assertThat(document.mediaType()).isEqualTo(descriptor.getString("mediaType"));
  }

  private static String independentDigest(byte[] bytes) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      return "sha256:" + HexFormat.of().formatHex(sha256.digest(bytes));
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private List<JsonObject> entries(String repository) {
    return objects(index(images, repository).getJsonArray("manifests")).toList();
  }

  private static JsonObject index(SampleImages images, String repository) {
    return new JsonObject(images.manifest(repository, "latest").orElseThrow().json());
  }

  private static Leaf leaf(SampleImages images, String repository, JsonObject entry) {
    SampleDocument manifest = images.manifest(repository, entry.getString("digest")).orElseThrow();
    String architecture = entry.getJsonObject("platform").getString("architecture");
    return new Leaf(repository, architecture, new JsonObject(manifest.json()));
  }

  private static String platformName(JsonObject entry) {
    JsonObject platform = entry.getJsonObject("platform");
    String name = platform.getString("os") + "/" + platform.getString("architecture");
    String variant = platform.getString("variant");
    return variant == null ? name : name + "/" + variant;
  }

  private static Stream<JsonObject> objects(JsonArray array) {
    return IntStream.range(0, array.size()).mapToObj(array::getJsonObject);
  }
}
