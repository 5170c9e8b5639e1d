package io.imagepeek.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.imagepeek.image.Digest;
import io.imagepeek.image.DigestAlgorithm;
import io.imagepeek.testing.Reply;
import io.imagepeek.testing.ScriptedRegistry;
import io.imagepeek.testing.TestImage;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One image: the manifest, its digest, its kind, and its configuration. */
@QuarkusTest
@TestProfile(ProtocolProfile.class)
class ManifestTest extends ProtocolTest {

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void twoRequestsAndNoPing(boolean tls) {
    ScriptedRegistry registry = tls ? secure() : plain();
    TestImage image = image(registry);

    Answer answer = app(registry).send().inspected(image);

    registry.assertRequests("GET " + MANIFEST, "GET " + BLOBS + image.configDigest());
    assertThat(registry.recorded()).extracting("authority").containsOnly(registry.authority());
    assertThat(registry.recorded()).extracting("version").containsOnly(tls ? "HTTP/2" : "HTTP/1.1");
    assertThat(registry.recorded()).allSatisfy(r -> assertThat(r.authorization()).isNull());
    assertThat(registry.recorded().get(0).header("Accept"))
        .isEqualTo(
            "application/vnd.oci.image.manifest.v1+json, "
                + "application/vnd.oci.image.index.v1+json, "
                + "application/vnd.docker.distribution.manifest.v2+json, "
                + "application/vnd.docker.distribution.manifest.list.v2+json, "
                + "application/vnd.docker.distribution.manifest.v1+prettyjws, "
                + "application/vnd.docker.distribution.manifest.v1+json");
    assertThat(registry.recorded().get(1).header("Accept")).isEqualTo("*/*");
    assertThat(registry.recorded().get(0).header("Accept-Encoding")).isNull();
    assertThat(answer.header("Imagepeek-Platform-Digest")).isEqualTo(image.digest());
    assertThat(answer.header("Imagepeek-RateLimit-Remaining")).isNull();
    assertThat(log.lines("outcome=inspected")).singleElement().asString().contains("requests=2");
  }

  @Test
  void schemaTwoOfDocker() {
    ScriptedRegistry registry = secure();
    TestImage image = registry.image("some/app", "v1", TestImage.docker("linux/amd64"));

    app(registry).send().inspected(image);

    registry.assertRequests("GET " + MANIFEST, "GET " + BLOBS + image.configDigest());
  }

  @Test
  void schemaOneIsAllInOneDocument() {
    ScriptedRegistry registry = secure();
    TestImage image =
        TestImage.of(
            "application/vnd.docker.distribution.manifest.v1+json",
            """
            {"schemaVersion":1,"name":"some/app","tag":"v1","architecture":"amd64",
            "fsLayers":[{"blobSum":"%s"}],
            "history":[{"v1Compatibility":"{\\"id\\":\\"%s\\",\\"os\\":\\"linux\\",\\"architecture\\":\\"amd64\\"}"}]}"""
                .formatted(TestImage.digest("layer"), "1".repeat(64)));
    registry.on("GET", MANIFEST).respond(manifest(image));

    Answer answer = app(registry).send().inspected(image);

    registry.assertRequests("GET " + MANIFEST);
    assertThat(answer.text("Architecture")).isEqualTo("amd64");
    assertThat(answer.text("Layers[0]")).isEqualTo(TestImage.digest("layer"));
    assertThat(answer.text("LayersData[0].Size")).isEqualTo("-1");
  }

  @Test
  void rateLimitIsPassedOn() {
    ScriptedRegistry registry = secure();
    TestImage image = image(registry);
    registry.on("GET", MANIFEST).respond(manifest(image).with("RateLimit-Remaining", "98;w=21600"));

    Answer answer = app(registry).send().inspected(image);

    assertThat(answer.header("Imagepeek-RateLimit-Remaining")).isEqualTo("98;w=21600");
  }

  @ParameterizedTest
  @CsvSource({
    // Docker-Content-Digest: …, what comes of it; ABSENT and RIGHT are not literal
    "ABSENT,",
    "'',",
    "RIGHT,",
    "sha256:0000000000000000000000000000000000000000000000000000000000000000,does not match",
    "sha256:123,invalid Docker-Content-Digest",
    "md5:d41d8cd98f00b204e9800998ecf8427e,invalid Docker-Content-Digest",
    "nonsense,invalid Docker-Content-Digest",
  })
  void tagIsVerifiedAgainstWhatTheRegistrySays(String said, String refusal) {
    ScriptedRegistry registry = secure();
    TestImage image = image(registry);
    Reply.Answer answer = manifest(image);
    String value = said.equals("RIGHT") ? image.digest() : said;
    registry
        .on("GET", MANIFEST)
        .respond(said.equals("ABSENT") ? answer : answer.with("Docker-Content-Digest", value));

    Answer result = app(registry).send();

    if (refusal == null) {
      result.inspected(image);
      registry.assertRequests("GET " + MANIFEST, "GET " + BLOBS + image.configDigest());
    } else {
      result.failed("InspectImageFailure").mentioning(refusal);
      registry.assertRequests("GET " + MANIFEST);
    }
  }

  @ParameterizedTest
  @EnumSource(DigestAlgorithm.class)
  void digestAskedForIsFetchedAndVerified(DigestAlgorithm algorithm) {
    ScriptedRegistry registry = secure();
    TestImage image = image(registry);
    Digest digest = Digest.of(algorithm, image.manifest().getBytes(UTF_8));
    String target = "/v2/some/app/manifests/" + digest;
    registry
        .on("GET", target)
        .respond(manifest(image))
        // The header is the registry's word; what the caller asked for is what counts.
        .then(manifest(image).with("Docker-Content-Digest", TestImage.digest("else")))
        .then(manifest(TestImage.oci("linux/arm64")));
    registry.on("HEAD", target).always(Reply.status(405));
    String name = registry.authority() + "/some/app@" + digest;

    Inspection.of(name).send().inspected(image);
    Inspection.of(name).maxAge(0).send().inspected(image);
    Inspection.of(name)
        .maxAge(0)
        .send()
        .failed("InspectImageFailure")
        .mentioning("digest of the manifest does not match: expected " + digest + ", got ");

    registry.assertRequests(
        "GET " + target,
        "GET " + BLOBS + image.configDigest(),
        "HEAD " + target,
        "GET " + target,
        "HEAD " + target,
        "GET " + target);
  }

  @Test
  void digestBesideATagIsWhatIsFetched() {
    ScriptedRegistry registry = secure();
    TestImage image = image(registry);

    Inspection.of(registry.authority() + "/some/app:moved@" + image.digest())
        .send()
        .inspected(image);

    registry.assertRequests(
        "GET /v2/some/app/manifests/" + image.digest(), "GET " + BLOBS + image.configDigest());
  }

  @Test
  void configurationIsVerified() {
    ScriptedRegistry registry = secure();
    TestImage image = image(registry);
    String wrong = image.config().replace("2024", "2023");
    registry
        .on("GET", BLOBS + image.configDigest())
        .respond(Reply.json(200, wrong))
        .then(Reply.json(200, image.config() + " "));

    app(registry)
        .send()
        .failed("InspectImageFailure")
        .mentioning(
            "digest of the configuration does not match: expected " + image.configDigest(),
            "got " + TestImage.digest(wrong));
    app(registry).send().failed("InspectImageFailure").mentioning("configuration does not match");
    assertThat(registry.requests()).hasSize(4);
  }

  @Test
  void sizeOfTheConfigurationIsVerified() {
    ScriptedRegistry registry = secure();
    TestImage image = TestImage.oci("linux/amd64");
    int size = image.config().getBytes(UTF_8).length;
    String lying =
        image.manifest().replace("\"size\":" + size + "}", "\"size\":" + (size + 1) + "}");
    registry.image("some/app", "v1", TestImage.of(image.mediaType(), lying, image.config()));

    app(registry)
        .send()
        .failed("InspectImageFailure")
        .saying(
            "the size of the configuration does not match: expected %d bytes, got %d"
                .formatted(size + 1, size));
    assertThat(registry.requests()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ABSENT", "text/plain", "application/json", "application/octet-stream"})
  void kindIsTheDocumentsOwnWhereTheHeaderSaysNone(String contentType) {
    ScriptedRegistry registry = secure();
    TestImage image = image(registry);
    Reply.Answer bare = Reply.of(200, java.util.Map.of(), image.manifest().getBytes(UTF_8));
    registry
        .on("GET", MANIFEST)
        .respond(contentType.equals("ABSENT") ? bare : bare.with("Content-Type", contentType));

    app(registry).send().inspected(image);

    registry.assertRequests("GET " + MANIFEST, "GET " + BLOBS + image.configDigest());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "application/vnd.oci.image.index.v1+json|MANIFEST|ambiguous manifest",
        "application/vnd.oci.image.manifest.v1+json|{\"schemaVersion\":2,\"config\":{},"
            + "\"layers\":[],\"manifests\":[]}|ambiguous manifest",
        "text/plain|{\"schemaVersion\":2,\"manifests\":[],\"layers\":[]}|ambiguous manifest",
        "application/vnd.oci.image.manifest.v1+json|<html>welcome</html>|manifest",
        "text/html|<html>welcome</html>|manifest",
        "application/vnd.oci.image.manifest.v1+json|[]|manifest",
        "application/json|{}|neither an image manifest nor an index",
        "application/json|{\"mediaType\":\"application/x-odd\"}|unsupported manifest type",
      })
  void whatIsNoManifestIsRefused(String contentType, String body, String refusal) {
    ScriptedRegistry registry = secure();
    String text = body.equals("MANIFEST") ? TestImage.oci("linux/amd64").manifest() : body;
    registry.on("GET", MANIFEST).respond(200, java.util.Map.of("Content-Type", contentType), text);

    app(registry).send().failed("InspectImageFailure").mentioning(refusal);

    registry.assertRequests("GET " + MANIFEST);
  }

  @ParameterizedTest
  @CsvSource({
    "application/vnd.cncf.helm.config.v1+json,'',application/vnd.cncf.helm.config.v1+json",
    "application/vnd.oci.empty.v1+json,application/spdx+json,application/spdx+json",
  })
  void artifactsAreRefusedBeforeTheirConfigurationIsAsked(
      String configType, String artifactType, String named) {
    ScriptedRegistry registry = secure();
    String own = artifactType.isEmpty() ? "" : "\"artifactType\":\"" + artifactType + "\",";
    String manifest =
        TestImage.oci("linux/amd64")
            .manifest()
            .replace("application/vnd.oci.image.config.v1+json", configType)
            .replace("\"config\":", own + "\"config\":");
    registry.image("some/app", "v1", TestImage.of(TestImage.OCI_MANIFEST, manifest));

    app(registry)
        .send()
        .failed("InspectImageFailure")
        .saying(
            "unsupported image-specific operation on artifact with type \"%s\"".formatted(named));

    registry.assertRequests("GET " + MANIFEST);
  }
}
