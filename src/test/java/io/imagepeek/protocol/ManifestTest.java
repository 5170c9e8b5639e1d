package io.imagepeek.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagepeek.testing.ScriptedRegistry;
import io.imagepeek.testing.TestImage;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;

/** From the reference to the manifest and its configuration. */
@QuarkusTest
@TestProfile(ProtocolProfile.class)
class ManifestTest extends ProtocolTest {

  @Test
  void imageTakesTwoRequests() {
    ScriptedRegistry registry = secure();
    TestImage image = registry.image("some/app", "v1");

    Answer answer = Inspection.of(registry.authority() + "/some/app:v1").send().inspected(image);

    registry.assertRequests(
        "GET /v2/some/app/manifests/v1", "GET /v2/some/app/blobs/" + image.configDigest());
    assertThat(answer.header("Imagepeek-Platform-Digest")).isEqualTo(image.digest());
    assertThat(log.lines("outcome=inspected")).singleElement().asString().contains("requests=2");
  }

  @Test
  void plainToo() {
    ScriptedRegistry registry = plain();
    TestImage image = registry.image("some/app", "v1");
    Inspection.of(registry.authority() + "/some/app:v1").send().inspected(image);
    registry.assertRequests(
        "GET /v2/some/app/manifests/v1", "GET /v2/some/app/blobs/" + image.configDigest());
  }
}
