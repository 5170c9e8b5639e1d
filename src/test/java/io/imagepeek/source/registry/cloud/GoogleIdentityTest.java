package io.imagepeek.source.registry.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import io.imagepeek.failure.InspectFailure.RegistryConnectionFailure;
import io.imagepeek.source.Credentials;
import io.imagepeek.testing.Reply;
import io.imagepeek.testing.ScriptedRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A metadata server on the loopback, by the documented answers of Google Cloud's. */
class GoogleIdentityTest {

  private static final String HOST = "europe-west1-docker.pkg.dev";
  private static final String TOKEN = "/computeMetadata/v1/instance/service-accounts/default/token";
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final Duration SHORT = Duration.ofMillis(300);

  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2025-06-01T00:00:00Z"));
  private final ScriptedRegistry server = ScriptedRegistry.start();
  private final GoogleIdentity identity = identity(server.authority(), LIMIT);

  @AfterEach
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gcr.io",
        "us.gcr.io",
        "eu.gcr.io",
        "asia.gcr.io:443",
        "us-docker.pkg.dev",
        "europe-docker.pkg.dev",
        "asia-docker.pkg.dev",
        "us-central1-docker.pkg.dev",
        "northamerica-northeast2-docker.pkg.dev",
        "europe-west12-docker.pkg.dev",
        "EUROPE-WEST1-docker.pkg.dev:443",
      })
  void registriesOfGoogle(String host) {
    server.on("GET", TOKEN).respond(token("google-t0ken", 3600));

    assertThat(identity.find(host, "project/app"))
        .contains(new Credentials.Password("oauth2accesstoken", "google-t0ken"));

    assertThat(server.lastRequest().header("Metadata-Flavor")).isEqualTo("Google");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gcr.io.attacker.example",
        "evil-gcr.io",
        "notgcr.io",
        "gcr.io.",
        "gcr.io:5000",
        "k8s.gcr.io",
        "mirror.gcr.io",
        "us.gcr.iox",
        "us.eu.gcr.io",
        "docker.pkg.dev",
        "-docker.pkg.dev",
        "pkg.dev",
        "us-npm.pkg.dev",
        "us-docker.pkg.dev.attacker.example",
        "attacker.us-docker.pkg.dev",
        "attacker-docker.pkg.dev",
        "us-docker-pkg.dev",
        "us-central1-docker.pkg.dev:8443",
        "us-docker.p\u212Ag.dev",
        "docker.io",
        "123456789012.dkr.ecr.eu-west-1.amazonaws.com",
      })
  void anythingElse(String host) {
    assertThat(identity.find(host, "project/app")).isEmpty();

    assertThat(server.requests()).isEmpty();
  }

  @Test
  void keepsTheTokenForAllRegistriesUntilShortlyBeforeItExpires() {
    server.on("GET", TOKEN).respond(token("one", 3600)).then(token("two", 3600));

    assertThat(identity.find(HOST, "a")).contains(password("one"));
    now.set(now.get().plus(Duration.ofMinutes(54)));
    assertThat(identity.find("gcr.io", "b")).contains(password("one"));
    now.set(now.get().plus(Duration.ofMinutes(1)));
    assertThat(identity.find(HOST, "a")).contains(password("two"));
  }

  @Test
  void noServiceAccount() {
    server.on("GET", TOKEN).respond(google(404, "not found"));

    assertThat(identity.find(HOST, "a")).isEmpty();
  }

  static Stream<Reply> answersOfNoUse() {
    return Stream.of(
        google(200, ""),
        google(200, "s3cret"),
        google(200, "{\"access_token\":"),
        google(200, "[]"),
        google(200, "{\"access_token\":\"\",\"expires_in\":3600}"),
        google(403, "{\"error\":\"s3cret\"}"),
        google(503, "later"),
        // Whatever answers at this address elsewhere.
        Reply.json(200, "{\"access_token\":\"s3cret\",\"expires_in\":3600}"),
        Reply.html(404, "s3cret"),
        Reply.redirect(302, "http://127.0.0.1:1/s3cret"));
  }

  @ParameterizedTest
  @MethodSource("answersOfNoUse")
  void anAnswerWithoutAToken(Reply answer) {
    server.on("GET", TOKEN).respond(answer);

    assertThatThrownBy(() -> identity.find(HOST, "a"))
        .isInstanceOf(InspectImageFailure.class)
        .hasMessageContaining("the metadata server of Google Cloud")
        .hasMessageNotContaining("s3cret");
    server.assertRequests("GET " + TOKEN);
  }

  @Test
  void aTokenThatClaimsToLiveForEverIsRenewed() {
    server.on("GET", TOKEN).respond(token("one", Long.MAX_VALUE)).then(token("two", 3600));

    assertThat(identity.find(HOST, "a")).contains(password("one"));
    now.set(now.get().plus(Duration.ofHours(24)));
    assertThat(identity.find(HOST, "a")).contains(password("two"));
  }

  @Test
  void aSilentServerIsNotWaitedForLongerThanTheLimit() {
    server.on("GET", TOKEN).always(Reply.never());

    assertThatThrownBy(() -> identity(server.authority(), SHORT).find(HOST, "a"))
        .isInstanceOf(RegistryConnectionFailure.class);
  }

  @Test
  void noServer() {
    assertThatThrownBy(() -> identity("127.0.0.1:1", LIMIT).find(HOST, "a"))
        .isInstanceOf(RegistryConnectionFailure.class)
        .hasMessageContaining("the metadata server of Google Cloud cannot be reached");
  }

  private GoogleIdentity identity(String metadataHost, Duration limit) {
    return new GoogleIdentity(
        now::get, now::get, limit, Map.of("GCE_METADATA_HOST", metadataHost)::get);
  }

  private static Reply.Answer token(String token, long seconds) {
    return google(
        200,
        "{\"access_token\":\"%s\",\"expires_in\":%d,\"token_type\":\"Bearer\"}"
            .formatted(token, seconds));
  }

  private static Reply.Answer google(int status, String body) {
    return Reply.json(status, body).with("Metadata-Flavor", "Google");
  }

  private static Credentials.Password password(String token) {
    return new Credentials.Password("oauth2accesstoken", token);
  }
}
