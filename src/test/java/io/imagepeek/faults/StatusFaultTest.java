package io.imagepeek.faults;

import static io.imagepeek.faults.Caller.inspect;
import static io.imagepeek.faults.FaultProfile.ATTEMPTS;
import static io.imagepeek.faults.FaultProfile.INSPECTION;
import static io.imagepeek.faults.FaultProfile.RETRY_AFTER_CAP;
import static io.imagepeek.faults.FaultProfile.SLACK;
import static io.imagepeek.faults.FaultProfile.allAttempts;
import static org.assertj.core.api.Assertions.assertThat;

import io.imagepeek.testing.Reply;
import io.imagepeek.testing.ScriptedRegistry;
import io.imagepeek.testing.TestImage;
import io.imagepeek.testing.TokenService;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Collections;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that say themselves that they cannot answer now. */
@QuarkusTest
@TestProfile(FaultProfile.class)
class StatusFaultTest extends FaultTest {

  private static final String MANIFEST = "/v2/x/manifests/latest";
  private static final String GET_MANIFEST = "GET " + MANIFEST;

  private final TestImage image = TestImage.oci("linux/amd64");
  private final String getConfig = "GET /v2/x/blobs/" + image.configDigest();

  @SuppressWarnings("NullAway.Init")
  private ScriptedRegistry registry;

  @BeforeEach
  void start() {
    registry = ScriptedRegistry.start(peers.trusted());
  }

  @AfterEach
  void close() {
    registry.close();
  }

  private Caller.Answer inspectX() {
    return inspect(registry.authority() + "/x");
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 429, 500, 502, 503, 504})
  void passingStatusOnce(int status) {
    registry.on("GET", MANIFEST).respond(status).then(Serve.manifest(image));
    registry
        .on("GET", "/v2/x/blobs/" + image.configDigest())
        .respond(status)
        .then(200, Collections.emptyMap(), image.config());

    inspectX().assertInspected(image);

    registry.assertRequests(GET_MANIFEST, GET_MANIFEST, getConfig, getConfig);
  }

  @ParameterizedTest
  @CsvSource({
    "408, Request Timeout",
    "429, Too Many Requests",
    "500, Internal Server Error",
    "502, Bad Gateway",
    "503, Service Unavailable",
    "504, Gateway Timeout"
  })
  void passingStatusAlways(int status, String reason) {
    registry.on("GET", MANIFEST).respond(ATTEMPTS, Reply.status(status));

    inspectX()
        .assertInspectFailure("HTTP status " + status + " " + reason)
        .assertWithin(allAttempts(Duration.ZERO));

    registry.assertRequests(GET_MANIFEST, GET_MANIFEST, GET_MANIFEST);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 405, 406, 418, 501, 505, 507})
  void lastingStatus(int status) {
    registry
        .on("GET", MANIFEST)
        .respond(Reply.error(status, "UNSUPPORTED", "The operation is unsupported."));

    inspectX()
        .assertInspectFailure("unsupported: The operation is unsupported.")
        .assertWithin(SLACK);

    registry.assertRequests(GET_MANIFEST);
  }

  @Test
  void theRegistrysOwnWordsAreKept() {
    registry
        .on("GET", MANIFEST)
        .respond(ATTEMPTS, Reply.error(429, "TOOMANYREQUESTS", "You have reached your limit."));

    inspectX().assertInspectFailure("toomanyrequests: You have reached your limit.");
  }

  @Test
  void anErrorPageOfAProxyIsNotQuoted() {
    registry.on("GET", MANIFEST).respond(ATTEMPTS, Reply.html(502, "<html><h1>Bad</h1></html>"));

    assertThat(inspectX().assertInspectFailure("HTTP status 502 Bad Gateway").error())
        .doesNotContain("<");
  }

  @Test
  void encodedErrorPageStillCountsByItsStatus() {
    registry
        .on("GET", MANIFEST)
        .respond(Reply.gzip(503, "text/html", "<html>"))
        .then(Reply.gzip(404, "text/html", "<html>"));

    inspectX().assertNotFound("HTTP status 404 Not Found");

    registry.assertRequests(GET_MANIFEST, GET_MANIFEST);
  }

  @Test
  void retryAfterSeconds() {
    registry
        .on("GET", MANIFEST)
        .respond(Reply.status(429).with("Retry-After", "1"))
        .then(Serve.manifest(image));
    Serve.config(registry, "x", image);

    Caller.Answer answer = inspectX();

    answer.assertInspected(image);
    answer.assertWithin(Duration.ofSeconds(1).plus(SLACK));
    assertThat(answer.took()).isGreaterThanOrEqualTo(Duration.ofMillis(990));
    registry.assertRequests(GET_MANIFEST, GET_MANIFEST, getConfig);
  }

  @Test
  void retryAfterDate() {
    ZonedDateTime until = ZonedDateTime.now(ZoneOffset.UTC).plusSeconds(2).withNano(0);
    registry
        .on("GET", MANIFEST)
        .respond(
            Reply.status(503)
                .with("Retry-After", DateTimeFormatter.RFC_1123_DATE_TIME.format(until)))
        .then(Serve.manifest(image));
    Serve.config(registry, "x", image);

    inspectX().assertInspected(image);

    assertThat(ZonedDateTime.now(ZoneOffset.UTC)).isAfterOrEqualTo(until);
    registry.assertRequests(GET_MANIFEST, GET_MANIFEST, getConfig);
  }

  @ParameterizedTest
  @ValueSource(strings = {"soon", "-1", "1.5", ""})
  void retryAfterThatSaysNothing(String value) {
    registry
        .on("GET", MANIFEST)
        .respond(Reply.status(503).with("Retry-After", value))
        .then(Serve.manifest(image));
    Serve.config(registry, "x", image);

    Caller.Answer answer = inspectX();

    answer.assertInspected(image);
    answer.assertWithin(allAttempts(Duration.ZERO));
  }

  @ParameterizedTest
  @ValueSource(strings = {"6", "3600", "99999999999999999999"})
  void retryAfterBeyondTheCap(String seconds) {
    assertThat(Duration.ofSeconds(6)).isGreaterThan(RETRY_AFTER_CAP);
    registry
        .on("GET", MANIFEST)
        .respond(Reply.error(429, "TOOMANYREQUESTS", "slow down").with("Retry-After", seconds));

    assertThat(
            inspectX()
                .assertWithin(SLACK)
                .assertInspectFailure("toomanyrequests: slow down")
                .error())
        .containsPattern("; retry after [0-9]+ s$");

    registry.assertRequests(GET_MANIFEST);
  }

  @Test
  void retryAfterDateBeyondTheCap() {
    ZonedDateTime until = ZonedDateTime.now(ZoneOffset.UTC).plusMinutes(10);
    registry
        .on("GET", MANIFEST)
        .respond(
            Reply.status(503)
                .with("Retry-After", DateTimeFormatter.RFC_1123_DATE_TIME.format(until)));

    assertThat(inspectX().assertWithin(SLACK).assertInspectFailure("HTTP status 503").error())
        .containsPattern("; retry after (59[0-9]|600) s$");

    registry.assertRequests(GET_MANIFEST);
  }

  @Test
  void retryAfterWithinTheCapButBeyondTheDeadline() {
    assertThat(RETRY_AFTER_CAP).isGreaterThan(INSPECTION);
    registry.on("GET", MANIFEST).respond(Reply.status(503).with("Retry-After", "5"));

    inspectX()
        .assertInspectFailure("HTTP status 503 Service Unavailable; retry after 5 s")
        .assertWithin(SLACK);

    registry.assertRequests(GET_MANIFEST);
  }

  @Test
  void tokenServiceFailsOnce() {
    TokenService tokens = TokenService.on(registry).next(Reply.status(503));
    registry.requireBearer(tokens);
    registry.image("x", "latest", image);

    inspectX().assertInspected(image);

    assertThat(registry.requests())
        .extracting(request -> request.replaceAll("\\?.*", ""))
        .containsExactly(GET_MANIFEST, "GET /token", "GET /token", GET_MANIFEST, getConfig);
  }

  @Test
  void tokenServiceFailsAlways() {
    TokenService tokens =
        TokenService.on(registry)
            .next(Collections.nCopies(ATTEMPTS, Reply.status(503)).toArray(Reply[]::new));
    registry.requireBearer(tokens);

    inspectX()
        .assertInspectFailure("HTTP status 503 Service Unavailable")
        .assertWithin(allAttempts(Duration.ZERO));

    assertThat(tokens.requestCount()).isEqualTo(ATTEMPTS);
    assertThat(registry.requests()).hasSize(1 + ATTEMPTS);
  }
}
