package io.imagepeek.realregistry;

import static java.net.http.HttpResponse.BodyHandlers.ofByteArray;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imagepeek.golden.TestLayout;
import io.imagepeek.golden.TestLayout.Entry;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The harness itself: what is pushed into a real registry is what it gives back. */
@RequiresRealRegistry
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RealRegistryTest {

  private static final String NOT_PUSHABLE = "artifacts/oci-artifact-manifest:v1";

  private final TestLayout layout = TestLayout.load();
  private RealRegistries registries;

  @BeforeAll
  void start() {
    registries = RealRegistries.start();
  }

  @AfterAll
  void stop() {
    registries.close();
  }

  @Test
  void everyPushedManifestReadsBack() throws Exception {
    RealRegistry registry = registries.get(RegistryMode.OPEN);

    List<Entry> refused = new LayoutPusher(layout, registry).push();

    assertThat(refused).extracting(Entry::toString).containsExactly(NOT_PUSHABLE);
    HttpClient client = registry.client();
    for (Entry entry : layout.entries()) {
      if (!refused.contains(entry)) {
        HttpResponse<byte[]> manifest = client.send(read(registry, entry), ofByteArray());
        assertThat(manifest.statusCode()).as(entry.toString()).isEqualTo(200);
        assertThat(manifest.headers().firstValue("Content-Type")).hasValue(entry.mediaType());
        assertThat(signed(manifest.body())).isEqualTo(signed(layout.read(entry.digest())));
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "HTPASSWD | Basic realm=\"imagepeek\"",
        "BEARER   | Bearer realm=\"https://127.0.0.1:"
      })
  void closedRegistriesChallengeAndLetTheAccountIn(RegistryMode mode, String challenge)
      throws Exception {
    RealRegistry registry = registries.get(mode);
    HttpClient client = registry.client();
    Entry absent = new Entry("no/such", "latest", "", "application/json");

    HttpRequest anonymous = HttpRequest.newBuilder(read(registry, absent).uri()).build();
    HttpResponse<byte[]> challenged = client.send(anonymous, ofByteArray());
    HttpResponse<byte[]> answered = client.send(read(registry, absent), ofByteArray());

    assertThat(challenged.statusCode()).isEqualTo(401);
    assertThat(challenged.headers().firstValue("WWW-Authenticate").orElseThrow())
        .startsWith(challenge);
    assertThat(answered.statusCode()).isEqualTo(404);
  }

  @Test
  void requestsAreSeenInTheAccessLog() throws Exception {
    RealRegistry registry = registries.get(RegistryMode.OPEN);
    String expected = "GET /v2/seen/by/manifests/log";
    Entry absent = new Entry("seen/by", "log", "", "application/json");
    HttpClient client = registry.client();

    // A line is written after its answer, so it may take another request until it is seen.
    for (int i = 0; i < 100 && !registry.requests().contains(expected); i++) {
      client.send(read(registry, absent), ofByteArray());
    }

    assertThat(registry.requests()).contains(expected);
  }

  private static HttpRequest read(RealRegistry registry, Entry entry) {
    String path = entry.repository() + "/manifests/" + entry.reference();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(registry.uri().resolve(path)).header("Accept", entry.mediaType());
    registry
        .authorization(entry.repository())
        .ifPresent(value -> request.header("Authorization", value));
    return request.build();
  }

  /** What the digest covers: schema 1 is signed anew with the registry's own key. */
  private static Object signed(byte[] manifest) throws IOException {
    JsonNode json = new ObjectMapper().readTree(manifest);
    if (json.path("schemaVersion").intValue() != 1) {
      return new String(manifest, UTF_8);
    }
    ((ObjectNode) json).remove("signatures");
    return json;
  }
}
