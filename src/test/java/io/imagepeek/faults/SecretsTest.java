package io.imagepeek.faults;

import static io.imagepeek.faults.Caller.inspect;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.imagepeek.testing.Reply;
import io.imagepeek.testing.ScriptedRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Registries that put into their errors what was confided to them. */
@QuarkusTest
@TestProfile(FaultProfile.class)
class SecretsTest extends FaultTest {

  private static final String MANIFEST = "/v2/x/manifests/latest";
  private static final String SECRET = "s3cr3t-Value";
  private static final String PAIR =
      Base64.getEncoder().encodeToString(("someone:" + SECRET).getBytes(UTF_8));

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 403, 404, 429, 500, 503})
  void echoOfAPassword(int status) {
    try (ScriptedRegistry registry = ScriptedRegistry.start(peers.trusted())) {
      registry
          .on("GET", MANIFEST)
          .respond(Reply.unauthorized("Basic realm=\"r\""))
          .always(
              request ->
                  Reply.error(
                      status, "DENIED", "not with " + SECRET + " or " + request.authorization()));

      Caller.Answer answer =
          inspect(
              registry.authority() + "/x",
              ",\"credentials\":{\"username\":\"someone\",\"password\":\"" + SECRET + "\"}");

      assertThat(registry.lastRequest().authorization()).isEqualTo("Basic " + PAIR);
      assertThat(answer.body()).contains("denied: not with ***").doesNotContain(SECRET, PAIR);
    }
  }

  @Test
  void echoOfARegistryToken() {
    try (ScriptedRegistry registry = ScriptedRegistry.start(peers.trusted())) {
      registry
          .on("GET", MANIFEST)
          .respond(Reply.unauthorized("Bearer realm=\"" + registry.url("/token") + "\""))
          .then(request -> Reply.error(403, "DENIED", "not with " + request.authorization()));

      Caller.Answer answer =
          inspect(
              registry.authority() + "/x",
              ",\"credentials\":{\"registryToken\":\"" + SECRET + "\"}");

      assertThat(answer.body()).contains("denied: not with Bearer ***").doesNotContain(SECRET);
    }
  }

  @Test
  void echoOfAnIdentityToken() {
    try (ScriptedRegistry registry = ScriptedRegistry.start(peers.trusted())) {
      registry
          .on("GET", MANIFEST)
          .respond(Reply.unauthorized("Bearer realm=\"" + registry.url("/token") + "\""));
      registry
          .on("POST", "/token")
          .respond(
              request ->
                  Reply.json(
                      401,
                      "{\"error\":\"invalid_grant\",\"error_description\":\"not with "
                          + request.form().get("refresh_token")
                          + "\"}"));

      Caller.Answer answer =
          inspect(
              registry.authority() + "/x",
              ",\"credentials\":{\"identityToken\":\"" + SECRET + "\"}");

      assertThat(answer.status()).isEqualTo(401);
      assertThat(answer.body()).contains("not with [***]").doesNotContain(SECRET);
    }
  }

  @Test
  void signedPlaceThatCannotBeReached() {
    try (ScriptedRegistry registry = ScriptedRegistry.start(peers.trusted())) {
      registry
          .on("GET", MANIFEST)
          .respond(
              Reply.redirect(307, "https://" + TestNames.UNKNOWN + "/b?X-Signature=" + SECRET));

      assertThat(
              inspect(registry.authority() + "/x")
                  .assertConnectionFailure("DNS: no address found for " + TestNames.UNKNOWN)
                  .body())
          .doesNotContain(SECRET);
    }
  }

  @Test
  void urlInAnError() {
    try (ScriptedRegistry registry = ScriptedRegistry.start(peers.trusted())) {
      registry
          .on("GET", MANIFEST)
          .respond(Reply.error(400, "UNSUPPORTED", "GET https://cdn.test/b?X-Signature=" + SECRET));

      assertThat(inspect(registry.authority() + "/x").body())
          .contains("unsupported: GET https://cdn.test/b")
          .doesNotContain(SECRET);
    }
  }
}
