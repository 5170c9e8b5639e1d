package io.imagepeek.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagepeek.testing.Reply;
import io.imagepeek.testing.ScriptedRegistry;
import io.imagepeek.testing.TestImage;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Several images under one name. */
@QuarkusTest
@TestProfile(ProtocolProfile.class)
class IndexTest extends ProtocolTest {

  private static final String MANIFESTS = "GET /v2/some/app/manifests/";

  @ParameterizedTest
  @CsvSource({"linux/amd64,0", "linux/arm64/v8,1", "linux/arm/v7,2"})
  void indexThenChildThenConfiguration(String platform, int child) {
    ScriptedRegistry registry = secure();
    TestImage index =
        registry.image(
            "some/app", "v1", TestImage.index("linux/amd64", "linux/arm64/v8", "linux/arm/v7"));
    TestImage chosen = index.children().get(child);

    Answer answer = app(registry).platform(platform).send().inspected(index);

    registry.assertRequests(
        MANIFESTS + "v1", MANIFESTS + chosen.digest(), "GET " + BLOBS + chosen.configDigest());
    assertThat(answer.header("Imagepeek-Platform-Digest")).isEqualTo(chosen.digest());
    assertThat(answer.text("Architecture")).isEqualTo(platform.split("/", 3)[1]);
  }

  @Test
  void indexIsAskedForByItsDigest() {
    ScriptedRegistry registry = secure();
    TestImage index = registry.image("some/app", "v1", TestImage.index("linux/amd64"));

    Inspection.of(registry.authority() + "/some/app@" + index.digest()).send().inspected(index);

    assertThat(registry.requests())
        .startsWith(MANIFESTS + index.digest(), MANIFESTS + index.children().get(0).digest());
  }

  @Test
  void platformsThereAreAreNamed() {
    ScriptedRegistry registry = secure();
    registry.image(
        "some/app", "v1", TestImage.index("linux/arm64", "linux/arm/v6", "windows/amd64"));

    app(registry)
        .platform("linux/s390x")
        .send()
        .failed("ImageNotFoundInRegistry")
        .saying(
            "no image found in image index for architecture \"s390x\", variant \"\", OS \"linux\";"
                + " available: linux/arm64, linux/arm/v6, windows/amd64");

    registry.assertRequests(MANIFESTS + "v1");
  }

  @Test
  void childIsVerified() {
    ScriptedRegistry registry = secure();
    TestImage index = registry.image("some/app", "v1", TestImage.index("linux/amd64"));
    String child = index.children().get(0).digest();
    TestImage other = TestImage.oci("linux/arm64");
    registry
        .on("GET", "/v2/some/app/manifests/" + child)
        // Its own, right Docker-Content-Digest does not make it what was asked for.
        .respond(manifest(other).with("Docker-Content-Digest", other.digest()));

    app(registry)
        .send()
        .failed("InspectImageFailure")
        .saying(
            "the digest of the manifest does not match: expected %s, got %s"
                .formatted(child, other.digest()));

    registry.assertRequests(MANIFESTS + "v1", MANIFESTS + child);
  }

  @Test
  void sizeOfTheChildIsVerified() {
    ScriptedRegistry registry = secure();
    TestImage child = TestImage.oci("linux/amd64");
    registry.image("some/app", "v1", indexOf(child, child.size() - 1));

    app(registry)
        .send()
        .failed("InspectImageFailure")
        .saying(
            "the size of the manifest does not match: expected %d bytes, got %d"
                .formatted(child.size() - 1, child.size()));

    registry.assertRequests(MANIFESTS + "v1", MANIFESTS + child.digest());
  }

  @Test
  void childThatIsMissing() {
    ScriptedRegistry registry = secure();
    TestImage index = registry.image("some/app", "v1", TestImage.index("linux/amd64"));
    String child = index.children().get(0).digest();
    registry
        .on("GET", "/v2/some/app/manifests/" + child)
        .respond(Reply.error(404, "MANIFEST_UNKNOWN", "manifest unknown"));

    app(registry).send().failed("ImageNotFoundInRegistry").saying("manifest unknown");

    registry.assertRequests(MANIFESTS + "v1", MANIFESTS + child);
  }

  @ParameterizedTest
  @CsvSource({"1,true", "8,true", "9,false", "12,false"})
  void indexesWithinEachOther(int depth, boolean allowed) {
    ScriptedRegistry registry = secure();
    TestImage image = TestImage.oci("linux/amd64");
    TestImage top = image;
    List<String> requests = new ArrayList<>();
    for (int i = 0; i < depth; i++) {
      requests.add(0, MANIFESTS + top.digest());
      top = indexOf(top, top.size());
    }
    requests.add(0, MANIFESTS + "v1");
    registry.image("some/app", "v1", top);

    Answer answer = app(registry).send();

    if (allowed) {
      answer.inspected(top);
      requests.add("GET " + BLOBS + image.configDigest());
      registry.assertRequests(requests.toArray(String[]::new));
    } else {
      answer.failed("InspectImageFailure").saying("more than 8 indexes within each other");
      registry.assertRequests(requests.subList(0, 9).toArray(String[]::new));
    }
  }

  private static TestImage indexOf(TestImage child, int size) {
    String index =
        """
        {"schemaVersion":2,"mediaType":"%s","manifests":[{"mediaType":"%s","digest":"%s",\
        "size":%d,"platform":{"architecture":"amd64","os":"linux"}}]}"""
            .formatted(TestImage.OCI_INDEX, child.mediaType(), child.digest(), size);
    return new TestImage(TestImage.OCI_INDEX, index, List.of(), List.of(child));
  }
}
