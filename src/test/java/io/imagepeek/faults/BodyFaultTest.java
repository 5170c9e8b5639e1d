package io.imagepeek.faults;

import static io.imagepeek.faults.Caller.inspect;
import static io.imagepeek.faults.Caller.inspectWithTags;
import static io.imagepeek.faults.FaultProfile.ATTEMPT;
import static io.imagepeek.faults.FaultProfile.ATTEMPTS;
import static io.imagepeek.faults.FaultProfile.CONFIG_BYTES;
import static io.imagepeek.faults.FaultProfile.ERROR_BYTES;
import static io.imagepeek.faults.FaultProfile.MANIFEST_BYTES;
import static io.imagepeek.faults.FaultProfile.SLACK;
import static io.imagepeek.faults.FaultProfile.TAGS_PAGE_BYTES;
import static io.imagepeek.faults.FaultProfile.TOKEN_BYTES;
import static io.imagepeek.faults.FaultProfile.allAttempts;
import static org.assertj.core.api.Assertions.assertThat;

import io.imagepeek.testing.Reply;
import io.imagepeek.testing.ScriptedRegistry;
import io.imagepeek.testing.TestImage;
import io.imagepeek.testing.TokenService;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Answers that end too early, too late, never, or are not what they say. */
@QuarkusTest
@TestProfile(FaultProfile.class)
class BodyFaultTest extends FaultTest {

  private static final String MANIFEST = "/v2/x/manifests/latest";
  private static final String GET_MANIFEST = "GET " + MANIFEST;

  /** HTTP/2 lets a server send so much ahead of its reader, for a stream and a connection. */
  private static final int AHEAD = 128 * 1024;

  private final TestImage image = TestImage.oci("linux/amd64");
  private final String config = "/v2/x/blobs/" + image.configDigest();

  enum Protocol {
    HTTP_1,
    HTTP_2
  }

  private ScriptedRegistry start(Protocol protocol) {
    return protocol == Protocol.HTTP_1
        ? ScriptedRegistry.startHttp1(peers.trusted())
        : ScriptedRegistry.start(peers.trusted());
  }

  private ScriptedRegistry start() {
    return start(Protocol.HTTP_2);
  }

  private static Caller.Answer inspectX(ScriptedRegistry registry) {
    return inspect(registry.authority() + "/x");
  }

  @ParameterizedTest
  @EnumSource
  void shorterThanStatedOnce(Protocol protocol) {
    assertRepeated(protocol, Reply.truncated("{\"schema", image.size()));
  }

  @ParameterizedTest
  @EnumSource
  void shorterThanStatedAlways(Protocol protocol) {
    assertBrokenOff(protocol, Reply.truncated("{\"schema", image.size()));
  }

  @ParameterizedTest
  @EnumSource
  void cutOffChunksOnce(Protocol protocol) {
    assertRepeated(protocol, Reply.chunkedCutOff("{\"schema"));
  }

  @ParameterizedTest
  @EnumSource
  void cutOffChunksAlways(Protocol protocol) {
    assertBrokenOff(protocol, Reply.chunkedCutOff("{\"schema"));
  }

  @ParameterizedTest
  @EnumSource
  void resetAlways(Protocol protocol) {
    assertBrokenOff(protocol, Reply.resetAfter("{\"schema"));
  }

  private void assertRepeated(Protocol protocol, Reply broken) {
    try (ScriptedRegistry registry = start(protocol)) {
      registry.on("GET", MANIFEST).respond(broken).then(Serve.manifest(image));
      Serve.config(registry, "x", image);

      inspectX(registry).assertInspected(image);

      registry.assertRequests(GET_MANIFEST, GET_MANIFEST, "GET " + config);
    }
  }

  private void assertBrokenOff(Protocol protocol, Reply broken) {
    try (ScriptedRegistry registry = start(protocol)) {
      registry.on("GET", MANIFEST).respond(ATTEMPTS, broken);

      inspectX(registry)
          .assertConnectionFailure("the response of " + registry.authority() + " broke off")
          .assertWithin(allAttempts(Duration.ZERO));

      registry.assertRequests(GET_MANIFEST, GET_MANIFEST, GET_MANIFEST);
    }
  }

  @ParameterizedTest
  @EnumSource
  void slowDrip(Protocol protocol) {
    try (ScriptedRegistry registry = start(protocol)) {
      registry.on("GET", MANIFEST).always(Reply.dripForEver(" ", Duration.ofMillis(50)));

      inspectX(registry)
          .assertConnectionFailure("connection timeout: " + registry.authority(), "within 800 ms")
          .assertWithin(allAttempts(ATTEMPT));

      registry.awaitResets(ATTEMPTS, LIMIT);
      registry.assertRequests(GET_MANIFEST, GET_MANIFEST, GET_MANIFEST);
    }
  }

  @ParameterizedTest
  @EnumSource
  void silence(Protocol protocol) {
    try (ScriptedRegistry registry = start(protocol)) {
      registry.on("GET", MANIFEST).respond(Reply.never()).then(Serve.manifest(image));
      Serve.config(registry, "x", image);

      inspectX(registry).assertInspected(image);

      registry.awaitReset(LIMIT);
      assertThat(registry.resets()).containsExactly(GET_MANIFEST);
      registry.assertRequests(GET_MANIFEST, GET_MANIFEST, "GET " + config);
      // A connection that gave no response is not trusted with the next attempt.
      assertThat(registry.recorded().get(1).connection())
          .isNotEqualTo(registry.recorded().get(0).connection());
    }
  }

  @Test
  void manifestWithoutEnd() {
    try (ScriptedRegistry registry = start()) {
      registry.on("GET", MANIFEST).respond(Reply.endless(200, TestImage.OCI_MANIFEST));

      inspectX(registry)
          .assertInspectFailure(tooLarge(registry, MANIFEST, MANIFEST_BYTES))
          .assertWithin(SLACK);

      assertCutOff(registry, MANIFEST_BYTES);
      registry.assertRequests(GET_MANIFEST);
    }
  }

  @Test
  void configurationWithoutEnd() {
    try (ScriptedRegistry registry = start()) {
      registry.on("GET", MANIFEST).respond(Serve.manifest(image));
      registry.on("GET", config).respond(Reply.endless(200, "application/octet-stream"));

      inspectX(registry)
          .assertInspectFailure(tooLarge(registry, config, CONFIG_BYTES))
          .assertWithin(SLACK);

      assertCutOff(registry, image.size() + CONFIG_BYTES);
      registry.assertRequests(GET_MANIFEST, "GET " + config);
    }
  }

  @Test
  void tokenAnswerWithoutEnd() {
    try (ScriptedRegistry registry = start()) {
      TokenService tokens = TokenService.on(registry).next(Reply.endless(200, "application/json"));
      registry.requireBearer(tokens);

      inspectX(registry)
          .assertInspectFailure(tooLarge(registry, "/token", TOKEN_BYTES))
          .assertWithin(SLACK);

      assertCutOff(registry, TOKEN_BYTES);
      assertThat(tokens.requestCount()).isEqualTo(1);
      assertThat(registry.requests()).hasSize(2);
    }
  }

  @Test
  void tagsPageWithoutEnd() {
    try (ScriptedRegistry registry = start()) {
      registry.image("x", "latest", image);
      registry.on("GET", "/v2/x/tags/list").respond(Reply.endless(200, "application/json"));

      inspectWithTags(registry.authority() + "/x")
          .assertInspectFailure(tooLarge(registry, "/v2/x/tags/list", TAGS_PAGE_BYTES))
          .assertWithin(SLACK);

      assertCutOff(registry, 10_000 + TAGS_PAGE_BYTES);
    }
  }

  @Test
  void errorWithoutEnd() {
    try (ScriptedRegistry registry = start()) {
      registry.on("GET", MANIFEST).respond(Reply.endless(404, "text/plain"));

      inspectX(registry).assertNotFound("HTTP status 404 Not Found").assertWithin(SLACK);

      assertCutOff(registry, ERROR_BYTES);
      registry.assertRequests(GET_MANIFEST);
    }
  }

  @Test
  void manifestWithoutEndOverHttp1() {
    try (ScriptedRegistry registry = start(Protocol.HTTP_1)) {
      registry.on("GET", MANIFEST).respond(Reply.endless(200, TestImage.OCI_MANIFEST));

      inspectX(registry)
          .assertInspectFailure(tooLarge(registry, MANIFEST, MANIFEST_BYTES))
          .assertWithin(SLACK);

      registry.awaitReset(LIMIT);
      registry.awaitOpenConnections(0, LIMIT);
      registry.assertRequests(GET_MANIFEST);
    }
  }

  private static String tooLarge(ScriptedRegistry registry, String path, int limit) {
    return "the response of %s to %s is larger than the limit of %d bytes"
        .formatted(registry.authority(), path, limit);
  }

  private static void assertCutOff(ScriptedRegistry registry, int limit) {
    registry.awaitReset(LIMIT);
    assertThat(registry.bytesWritten()).isLessThan(limit + AHEAD);
  }

  @Test
  void statedLengthOverTheLimitIsNotRead() {
    try (ScriptedRegistry registry = start()) {
      registry
          .on("GET", MANIFEST)
          .respond(
              Reply.delayed(
                  Duration.ZERO,
                  new Reply.Truncated(
                      new Reply.Head(200, List.of()), new byte[10], 5_000_000_000L)));

      inspectX(registry)
          .assertInspectFailure(tooLarge(registry, MANIFEST, MANIFEST_BYTES))
          .assertWithin(SLACK);

      registry.assertRequests(GET_MANIFEST);
    }
  }

  @Test
  void configurationDeclaredOverTheLimitIsNotAskedFor() {
    String large =
        image
            .manifest()
            .replaceFirst("(\"digest\":\"[^\"]+\",\"size\":)[0-9]+", "$1" + "5000000000");
    TestImage declared = TestImage.of(TestImage.OCI_MANIFEST, large);
    try (ScriptedRegistry registry = start()) {
      registry.on("GET", MANIFEST).respond(Serve.manifest(declared));

      inspectX(registry)
          .assertInspectFailure("5000000000 bytes", "the limit of " + CONFIG_BYTES)
          .assertWithin(SLACK);

      registry.assertRequests(GET_MANIFEST);
    }
  }

  @Test
  void bombIsNotUnpacked() {
    assertEncodedRefused(() -> Reply.gzipBomb(200, TestImage.OCI_MANIFEST, 20_000_000));
  }

  @Test
  void encodedBodyIsRefused() {
    assertEncodedRefused(() -> Reply.gzip(200, TestImage.OCI_MANIFEST, image.manifest()));
  }

  private void assertEncodedRefused(Supplier<Reply> encoded) {
    try (ScriptedRegistry registry = start()) {
      registry.on("GET", MANIFEST).respond(encoded.get());

      inspectX(registry)
          .assertInspectFailure(
              "the response has the Content-Encoding gzip, which was not requested")
          .assertWithin(SLACK);

      registry.assertRequests(GET_MANIFEST);
      assertThat(registry.lastRequest().header("Accept-Encoding")).isNull();
    }
  }

  @Test
  void bombWithoutItsName() {
    try (ScriptedRegistry registry = start()) {
      Reply.Answer bomb = Reply.gzipBomb(200, TestImage.OCI_MANIFEST, 20_000_000);
      registry
          .on("GET", MANIFEST)
          .respond(Reply.of(200, Map.of("Content-Type", TestImage.OCI_MANIFEST), bomb.body()));

      inspectX(registry).assertInspectFailure("JSON").assertWithin(SLACK);

      registry.assertRequests(GET_MANIFEST);
    }
  }

  @Test
  void htmlInsteadOfAManifest() {
    try (ScriptedRegistry registry = start()) {
      registry.on("GET", MANIFEST).respond(Reply.html(200, "<html>Please log in</html>"));

      assertThat(inspectX(registry).assertInspectFailure("JSON").assertWithin(SLACK).error())
          .doesNotContain("<");

      registry.assertRequests(GET_MANIFEST);
    }
  }

  @Test
  void htmlInsteadOfAToken() {
    try (ScriptedRegistry registry = start()) {
      registry.requireBearer(
          TokenService.on(registry).next(Reply.html(200, "<html>Please log in</html>")));

      assertThat(inspectX(registry).assertInspectFailure("JSON").assertWithin(SLACK).error())
          .doesNotContain("<");
    }
  }

  @Test
  void htmlInsteadOfTags() {
    try (ScriptedRegistry registry = start()) {
      registry.image("x", "latest", image);
      registry.on("GET", "/v2/x/tags/list").respond(Reply.html(200, "<html>"));

      inspectWithTags(registry.authority() + "/x")
          .assertInspectFailure("the tag list is not valid JSON");
    }
  }
}
