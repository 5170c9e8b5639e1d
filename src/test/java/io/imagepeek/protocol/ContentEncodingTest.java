package io.imagepeek.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.imagepeek.testing.Reply;
import io.imagepeek.testing.ScriptedRegistry;
import io.imagepeek.testing.TestImage;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Stores call bytes encoded that are not. No encoding is asked for, and none is undone: the digest
 * says whether the bytes are what was stored.
 */
@QuarkusTest
@TestProfile(ProtocolProfile.class)
class ContentEncodingTest extends ProtocolTest {

  private static final String HEADER = "Content-Encoding";

  @ParameterizedTest
  @ValueSource(
      strings = {"aws-chunked", "aws-chunked,identity", "utf-8", "binary", "none", "gzip", "", " "})
  void isALabelOnPlainBytes(String label) {
    ScriptedRegistry registry = secure();
    TestImage image = image(registry);
    registry.on("GET", MANIFEST).respond(manifest(image).with(HEADER, label));
    registry
        .on("GET", BLOBS + image.configDigest())
        .respond(Reply.of(200, Map.of(HEADER, label), image.config()));
    registry
        .on("GET", "/v2/some/app/tags/list")
        .respond(Reply.json(200, "{\"tags\":[\"v1\"]}").with(HEADER, label));

    assertThat(app(registry).repoTags().send().inspected(image).repoTags()).containsExactly("v1");
  }

  @Test
  void ofAManifest() {
    ScriptedRegistry registry = secure();
    TestImage image = image(registry);
    registry.on("GET", MANIFEST).respond(Reply.gzip(200, image.mediaType(), image.manifest()));

    app(registry)
        .send()
        .failed("InspectImageFailure")
        .mentioning(
            "malformed JSON",
            "; the response has the Content-Encoding gzip, which was not requested");
  }

  @Test
  void ofAConfiguration() {
    ScriptedRegistry registry = secure();
    TestImage image = image(registry);
    registry
        .on("GET", BLOBS + image.configDigest())
        .respond(Reply.gzip(200, "application/octet-stream", image.config()));

    app(registry)
        .send()
        .failed("InspectImageFailure")
        .mentioning(
            "the digest of the configuration does not match: expected " + image.configDigest(),
            "; the response has the Content-Encoding gzip, which was not requested");
  }

  /** Not even bytes that look like the document are taken for it. */
  @Test
  void ofOtherBytesThanTheDigestSays() {
    ScriptedRegistry registry = secure();
    TestImage image = image(registry);
    registry
        .on("GET", MANIFEST)
        .respond(
            Reply.of(
                    200,
                    Map.of(
                        "Content-Type", image.mediaType(),
                        "Docker-Content-Digest", image.digest()),
                    (image.manifest() + "\n").getBytes(UTF_8))
                .with(HEADER, "utf-8"));

    app(registry)
        .view("manifest")
        .send()
        .failed("InspectImageFailure")
        .mentioning("the digest of the manifest does not match", "the Content-Encoding utf-8,");
  }

  /** Several headers are one list: the first alone would say that nothing was done. */
  @Test
  void saidInSeveralHeaders() {
    ScriptedRegistry registry = secure();
    TestImage image = image(registry);
    registry
        .on("GET", BLOBS + image.configDigest())
        .respond(
            Reply.gzip(200, "application/octet-stream", image.config()).with(HEADER, "identity"));

    app(registry)
        .send()
        .failed("InspectImageFailure")
        .mentioning("the Content-Encoding gzip, identity,");

    registry
        .on("GET", BLOBS + image.configDigest())
        .respond(
            Reply.of(200, Map.of(HEADER, "identity"), "others".getBytes(UTF_8))
                .with(HEADER, "aws-chunked"));

    app(registry)
        .send()
        .failed("InspectImageFailure")
        .mentioning("the Content-Encoding identity, aws-chunked,");
  }
}
