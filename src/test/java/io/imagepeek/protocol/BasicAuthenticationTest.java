package io.imagepeek.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.imagepeek.source.Credentials;
import io.imagepeek.testing.RecordedRequest;
import io.imagepeek.testing.Reply;
import io.imagepeek.testing.ScriptedRegistry;
import io.imagepeek.testing.TestImage;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Name and password, and when they are shown to whom (RFC 7617). */
@QuarkusTest
@TestProfile(ProtocolProfile.class)
class BasicAuthenticationTest extends ProtocolTest {

  private static final String WANTED = "unauthorized: authentication required";

  @ParameterizedTest
  @CsvSource({"user,secret", "jürgen,pässwörd€", "user,with:colon", "a b,' '"})
  void firstWithoutThenWithCredentials(String user, String password) {
    ScriptedRegistry registry = secure();
    TestImage image = image(registry);
    registry.requireBasic(user, password);

    app(registry).password(user, password).send().inspected(image);

    registry.assertRequests(
        "GET " + MANIFEST, "GET " + MANIFEST, "GET " + BLOBS + image.configDigest());
    assertThat(registry.recorded())
        .extracting(RecordedRequest::authorization)
        .containsExactly(null, basic(user, password), basic(user, password));
  }

  @Test
  void wrongPassword() {
    ScriptedRegistry registry = secure();
    image(registry);
    registry.requireBasic("user", "secret");
    stored.put(registry.authority(), new Credentials.Password("user", "secret"));

    app(registry)
        .password("user", "wrong")
        .send()
        .failed("RegistryAuthenticationFailure")
        .saying(WANTED);

    registry.assertRequests("GET " + MANIFEST, "GET " + MANIFEST);
    // The caller's own go before the operator's, and are not silently replaced by them.
    assertThat(stored.lookUps()).isEmpty();
  }

  @Test
  void noCredentials() {
    ScriptedRegistry registry = secure();
    image(registry);
    registry.requireBasic("user", "secret");

    app(registry).send().failed("RegistryAuthenticationFailure").saying(WANTED);

    registry.assertRequests("GET " + MANIFEST);
    assertThat(stored.lookUps()).containsExactly(registry.authority() + "/some/app");
  }

  @Test
  void storedCredentials() {
    ScriptedRegistry registry = secure();
    TestImage image = image(registry);
    registry.requireBasic("user", "secret");
    stored.put(registry.authority(), new Credentials.Password("user", "secret"));

    app(registry).send().inspected(image);

    registry.assertRequests(
        "GET " + MANIFEST, "GET " + MANIFEST, "GET " + BLOBS + image.configDigest());
  }

  @Test
  void nothingIsShownToARegistryThatDoesNotAsk() {
    ScriptedRegistry registry = secure();
    TestImage image = image(registry);
    stored.put(registry.authority(), new Credentials.Password("user", "secret"));

    app(registry).password("user", "secret").send().inspected(image);
    app(registry).send().inspected(image);

    assertThat(registry.recorded())
        .hasSize(4)
        .allSatisfy(request -> assertThat(request.authorization()).isNull());
    assertThat(stored.lookUps()).isEmpty();
  }

  @Test
  void tokensAreNoPasswords() {
    ScriptedRegistry registry = secure();
    image(registry);
    registry.requireBasic("user", "secret");

    app(registry)
        .identityToken("identity-secret")
        .send()
        .failed("RegistryAuthenticationFailure")
        .mentioning(WANTED, "username and password");

    registry.assertRequests("GET " + MANIFEST);
  }

  @ParameterizedTest
  @CsvSource({"NONE", "''", "Negotiate", "Digest realm=\"x\"", "=broken="})
  void challengeThatCannotBeAnswered(String challenge) {
    ScriptedRegistry registry = secure();
    registry
        .on("GET", MANIFEST)
        .respond(challenge.equals("NONE") ? Reply.unauthorized() : Reply.unauthorized(challenge));

    app(registry)
        .password("user", "secret")
        .send()
        .failed("RegistryAuthenticationFailure")
        .saying(WANTED);

    registry.assertRequests("GET " + MANIFEST);
  }

  @Test
  void onlyTheConfigurationIsProtected() {
    ScriptedRegistry registry = secure();
    TestImage image = image(registry);
    String blob = BLOBS + image.configDigest();
    registry
        .on("GET", blob)
        .respond(Reply.unauthorized("Basic realm=\"x\""))
        .then(Reply.json(200, image.config()));

    app(registry).password("user", "secret").send().inspected(image);

    registry.assertRequests("GET " + MANIFEST, "GET " + blob, "GET " + blob);
    assertThat(registry.lastRequest().authorization()).isEqualTo(basic("user", "secret"));
  }

  @Test
  void forbidden() {
    ScriptedRegistry registry = secure();
    registry.on("GET", MANIFEST).respond(Reply.error(403, "DENIED", "access is denied"));

    app(registry)
        .password("user", "secret")
        .send()
        .failed("RegistryAuthenticationFailure")
        .saying("denied: access is denied");

    registry.assertRequests("GET " + MANIFEST);
  }

  private static String basic(String user, String password) {
    return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(UTF_8));
  }
}
