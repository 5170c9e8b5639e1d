package io.imagepeek.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagepeek.testing.Reply;
import io.imagepeek.testing.ScriptedRegistry;
import io.imagepeek.testing.TestImage;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Documents whose labels say one thing and whose parts say another. */
@QuarkusTest
@TestProfile(ProtocolProfile.class)
class MixedTypesTest extends ProtocolTest {

  private static final String MANIFESTS = "/v2/some/app/manifests/";
  private static final String OCI_CONFIG = "application/vnd.oci.image.config.v1+json";
  private static final String DOCKER_CONFIG = "application/vnd.docker.container.image.v1+json";
  private static final String OCI_LAYER = "application/vnd.oci.image.layer.v1.tar+gzip";
  private static final String DOCKER_LAYER = "application/vnd.docker.image.rootfs.diff.tar.gzip";

  private static TestImage mixed(String type, String configType, String layerType) {
    String config =
        "{\"architecture\":\"arm64\",\"os\":\"linux\",\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[\"%s\"]}}"
            .formatted(TestImage.digest("diff"));
    return TestImage.of(
        type,
        """
        {"schemaVersion":2,"mediaType":"%s","config":{"mediaType":"%s","digest":"%s","size":%d},\
        "layers":[{"mediaType":"%s","digest":"%s","size":7}]}"""
            .formatted(
                type,
                configType,
                TestImage.digest(config),
                config.length(),
                layerType,
                TestImage.digest("layer")),
        config);
  }

  @ParameterizedTest
  @CsvSource({
    TestImage.DOCKER_MANIFEST + "," + DOCKER_CONFIG + "," + OCI_LAYER,
    TestImage.DOCKER_MANIFEST + "," + OCI_CONFIG + "," + OCI_LAYER,
    TestImage.OCI_MANIFEST + "," + DOCKER_CONFIG + "," + DOCKER_LAYER,
    TestImage.OCI_MANIFEST + "," + DOCKER_CONFIG + "," + OCI_LAYER,
  })
  void allViewsAgree(String type, String configType, String layerType) {
    ScriptedRegistry registry = secure();
    TestImage image = registry.image("some/app", "v1", mixed(type, configType, layerType));

    assertThat(app(registry).send().inspected(image).text("LayersData[0].MIMEType"))
        .isEqualTo(layerType);
    assertThat(app(registry).view("engine").send().inspected().text("RootFS.Layers[0]"))
        .isEqualTo(TestImage.digest("diff"));
    assertThat(app(registry).view("manifest").send().inspected().body())
        .isEqualTo(image.manifest());
    assertThat(app(registry).view("config").send().inspected().body()).isEqualTo(image.config());
    Answer platforms = app(registry).view("platforms").send().inspected();
    assertThat(platforms.text("Platforms[0].Platform")).isEqualTo("linux/arm64");
    assertThat(platforms.text("Platforms[0].LayersSize")).isEqualTo("7");
    assertThat(platforms.text("Platforms[0].MediaType")).isEqualTo(type);
  }

  /** What the image view cannot show, others can. */
  @Test
  void aLayerThatNobodyKnowsIsNamed() {
    ScriptedRegistry registry = secure();
    TestImage image =
        registry.image(
            "some/app", "v1", mixed(TestImage.DOCKER_MANIFEST, DOCKER_CONFIG, "application/x-odd"));

    app(registry)
        .send()
        .failed("InspectImageFailure")
        .saying("manifest: unsupported layer type \"application/x-odd\" in a Docker image");
    assertThat(app(registry).view("manifest").send().inspected().body())
        .isEqualTo(image.manifest());
    assertThat(app(registry).view("config").send().inspected().body()).isEqualTo(image.config());
    assertThat(app(registry).view("platforms").send().inspected().text("Platforms[0].LayersSize"))
        .isEqualTo("7");
  }

  @ParameterizedTest
  @CsvSource({
    TestImage.OCI_MANIFEST + "," + TestImage.DOCKER_MANIFEST,
    TestImage.DOCKER_MANIFEST + "," + TestImage.OCI_MANIFEST,
  })
  void aLabelThatDiffersIsNoAmbiguity(String served, String said) {
    ScriptedRegistry registry = secure();
    TestImage image =
        said.equals(TestImage.DOCKER_MANIFEST)
            ? TestImage.docker("linux/amd64")
            : TestImage.oci("linux/amd64");
    registry.image("some/app", "v1", image);
    serve(registry, served, image.manifest());

    app(registry).send().inspected(image);

    Answer raw = app(registry).view("manifest").send().inspected();
    assertThat(raw.body()).isEqualTo(image.manifest());
    assertThat(raw.header("Content-Type")).isEqualTo(served);
  }

  /** As it was flattened by one tool and copied by another. */
  @Test
  void theTypeOfAnEntryIsALabelToo() {
    ScriptedRegistry registry = secure();
    TestImage child = TestImage.docker("linux/amd64");
    String index =
        """
        {"schemaVersion":2,"mediaType":"%s","manifests":[{"mediaType":"%s","digest":"%s",\
        "size":%d,"platform":{"os":"linux","architecture":"amd64"}}]}"""
            .formatted(TestImage.OCI_INDEX, TestImage.OCI_MANIFEST, child.digest(), child.size());
    registry.image("some/app", "v1", TestImage.of(TestImage.OCI_INDEX, index));
    registry.image("some/app", child.digest(), child);

    app(registry).send().inspected();

    assertThat(app(registry).view("platforms").send().inspected().text("Platforms[0].MediaType"))
        .isEqualTo(TestImage.DOCKER_MANIFEST);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "application/vnd.example.thing.v1+json|{\"mediaType\":\"application/vnd.example.thing.v1+json\"}|application/vnd.example.thing.v1+json",
        "application/json|{\"schemaVersion\":2,\"anything\":[]}|application/json",
        TestImage.OCI_MANIFEST
            + "|{\"config\":{},\"layers\":[],\"manifests\":[]}|"
            + TestImage.OCI_MANIFEST,
        "text/html|{\"a\":\"<script>\"}|application/octet-stream",
      })
  void rawIsRaw(String served, String text, String told) {
    ScriptedRegistry registry = secure();
    serve(registry, served, text);

    Answer raw = app(registry).view("manifest").send().inspected();

    assertThat(raw.body()).isEqualTo(text);
    assertThat(raw.header("Content-Type")).isEqualTo(told);
    assertThat(raw.header("Docker-Content-Digest")).isEqualTo(TestImage.digest(text));
    app(registry).send().failed("InspectImageFailure");
    app(registry).view("platforms").send().failed("InspectImageFailure");
    app(registry).view("engine").send().failed("InspectImageFailure");
  }

  @Test
  void theConfigurationOfAManifestThatNobodyKnows() {
    ScriptedRegistry registry = secure();
    String type = "application/vnd.example.manifest.v9+json";
    TestImage image = registry.image("some/app", "v1", mixed(type, OCI_CONFIG, OCI_LAYER));

    assertThat(app(registry).view("config").send().inspected().body()).isEqualTo(image.config());
    app(registry)
        .send()
        .failed("InspectImageFailure")
        .saying("unsupported manifest type \"" + type + "\"");
  }

  /** An index for some is a manifest for others: that is what must not be (CVE-2021-41190). */
  @ParameterizedTest
  @ValueSource(strings = {"image", "engine", "platforms", "config"})
  void twoKindsAtOnceStayRefused(String view) {
    ScriptedRegistry registry = secure();
    TestImage image = TestImage.oci("linux/amd64");
    serve(registry, TestImage.OCI_INDEX, image.manifest());

    app(registry).view(view).send().failed("InspectImageFailure").mentioning("ambiguous manifest");
    assertThat(app(registry).view("manifest").send().inspected().body())
        .isEqualTo(image.manifest());
    assertThat(registry.requests()).doesNotContain("GET " + MANIFESTS + image.digest());
  }

  private static void serve(ScriptedRegistry registry, String mediaType, String text) {
    registry.on("GET", MANIFEST).always(Reply.of(200, Map.of("Content-Type", mediaType), text));
    registry.on("HEAD", MANIFEST).always(405);
  }
}
