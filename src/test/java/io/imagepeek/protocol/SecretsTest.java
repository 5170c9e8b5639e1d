package io.imagepeek.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.imagepeek.testing.RecordedRequest;
import io.imagepeek.testing.Reply;
import io.imagepeek.testing.ScriptedRegistry;
import io.imagepeek.testing.TokenService;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.net.URLEncoder;
import java.util.Base64;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a registry repeats of what it was shown, no answer and no log line does. */
@QuarkusTest
@TestProfile(ProtocolProfile.class)
class SecretsTest extends ProtocolTest {

  private static final String PASSWORD = "Pa55/w+rd=";
  private static final String TOKEN = "T0ken.with-Capitals_";
  private static final String PAIR =
      Base64.getEncoder().encodeToString(("user:" + PASSWORD).getBytes(UTF_8));

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 403, 404, 429, 500, 503})
  void basicCredentialsInAMessage(int status) {
    ScriptedRegistry registry = secure();
    basic(registry, echo(status, header -> header + " is user:" + PASSWORD));

    Answer answer = app(registry).password("user", PASSWORD).send();

    answer.mentioning("***");
    nothingShown(answer, PAIR, PASSWORD);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 403, 404, 500})
  void basicCredentialsAsTheCode(int status) {
    ScriptedRegistry registry = secure();
    basic(
        registry,
        request -> Reply.error(status, value(request), "and " + PASSWORD + " is its password"));

    nothingShown(app(registry).password("user", PASSWORD).send(), PAIR, PASSWORD);
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403, 404, 500})
  void tokenInAMessage(int status) {
    ScriptedRegistry registry = secure();
    TokenService tokens = TokenService.on(registry).allow("user", PASSWORD);
    registry
        .on("GET", MANIFEST)
        .respond(Reply.unauthorized("Bearer realm=\"" + registry.url("/token") + "\""))
        .always(echo(status, header -> "seen: " + header));
    tokens.next(Reply.json(200, "{\"token\":\"" + TOKEN + "\"}"));

    Answer answer = app(registry).password("user", PASSWORD).send();

    answer.mentioning("seen: Bearer ***");
    nothingShown(answer, TOKEN, PAIR, PASSWORD);
  }

  @Test
  void registryTokenInAMessage() {
    ScriptedRegistry registry = secure();
    registry
        .on("GET", MANIFEST)
        .respond(Reply.unauthorized("Bearer realm=\"https://auth.test/token\""))
        .then(echo(401, header -> "seen: " + header));

    nothingShown(app(registry).registryToken(TOKEN).send(), TOKEN);
  }

  @ParameterizedTest
  @ValueSource(strings = {"PLAIN", "ENCODED", "FORM"})
  void identityTokenInTheServicesMessage(String form) {
    ScriptedRegistry registry = secure();
    registry
        .on("GET", MANIFEST)
        .respond(Reply.unauthorized("Bearer realm=\"" + registry.url("/token") + "\""));
    registry
        .on("POST", "/token")
        .respond(
            request ->
                Reply.error(
                    401,
                    "DENIED",
                    switch (form) {
                      case "PLAIN" -> PASSWORD;
                      case "ENCODED" -> URLEncoder.encode(PASSWORD, UTF_8);
                      default -> request.body();
                    }));

    nothingShown(
        app(registry).identityToken(PASSWORD).send().failed("RegistryAuthenticationFailure"),
        PASSWORD,
        URLEncoder.encode(PASSWORD, UTF_8));
  }

  @Test
  void credentialsInTheServicesMessage() {
    ScriptedRegistry registry = secure();
    registry
        .on("GET", MANIFEST)
        .respond(Reply.unauthorized("Bearer realm=\"" + registry.url("/token?k=s3cret") + "\""));
    registry
        .on("GET", "/token")
        .respond(
            request ->
                Reply.error(
                    403, "DENIED", request.authorization() + " at " + request.target() + " no"));

    Answer answer = app(registry).password("user", PASSWORD).send();

    answer.failed("RegistryAuthenticationFailure").mentioning("denied: Basic *** at /token?… no");
    nothingShown(answer, PAIR, PASSWORD, "s3cret", "account");
  }

  @Test
  void tokenInWhatIsNoToken() {
    ScriptedRegistry registry = secure();
    registry
        .on("GET", MANIFEST)
        .respond(Reply.unauthorized("Bearer realm=\"" + registry.url("/token") + "\""));
    registry
        .on("GET", "/token")
        .respond(Reply.json(200, "{\"token\":\"" + TOKEN + "\",\"expires_in\":"));

    nothingShown(app(registry).send().failed("InspectImageFailure"), TOKEN);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Docker-Content-Digest", "Content-Encoding", "RateLimit-Remaining"})
  void tokenInAHeader(String header) {
    ScriptedRegistry registry = secure();
    var image = image(registry);
    registry
        .on("GET", MANIFEST)
        .respond(Reply.unauthorized("Bearer realm=\"https://auth.test/token\""))
        .then(request -> manifest(image).with(header, value(request)));

    nothingShown(app(registry).registryToken(TOKEN).send(), TOKEN);
  }

  private static void basic(ScriptedRegistry registry, Function<RecordedRequest, Reply> refusal) {
    registry.on("GET", MANIFEST).respond(Reply.unauthorized("Basic realm=\"x\"")).always(refusal);
  }

  private static Function<RecordedRequest, Reply> echo(
      int status, Function<String, String> message) {
    return request ->
        Reply.error(status, "ECHO", message.apply(Objects.requireNonNull(request.authorization())));
  }

  private static String value(RecordedRequest request) {
    String header = Objects.requireNonNull(request.authorization());
    return header.substring(header.indexOf(' ') + 1);
  }

  private void nothingShown(Answer answer, String... secrets) {
    String shown = (answer.everything() + log.text()).toLowerCase(Locale.ROOT);
    assertThat(log.lines("outcome=")).hasSize(1);
    for (String secret : secrets) {
      assertThat(shown).doesNotContain(secret.toLowerCase(Locale.ROOT));
    }
  }
}
