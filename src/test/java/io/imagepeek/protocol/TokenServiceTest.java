package io.imagepeek.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagepeek.testing.RecordedRequest;
import io.imagepeek.testing.Reply;
import io.imagepeek.testing.ScriptedRegistry;
import io.imagepeek.testing.TestImage;
import io.imagepeek.testing.TokenService;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Token services that fail, lie, or are not where they may be. */
@QuarkusTest
@TestProfile(ProtocolProfile.class)
class TokenServiceTest extends ProtocolTest {

  static Stream<Arguments> badAnswers() {
    return Stream.of(
        Arguments.of(
            Reply.error(401, "UNAUTHORIZED", "incorrect username or password"),
            1,
            "RegistryAuthenticationFailure",
            "unauthorized: incorrect username or password"),
        Arguments.of(
            Reply.json(403, "{\"details\":\"account is locked\"}"),
            1,
            "RegistryAuthenticationFailure",
            "account is locked"),
        Arguments.of(Reply.status(404), 1, "InspectImageFailure", "HTTP status 404 Not Found"),
        Arguments.of(Reply.status(503), 3, "InspectImageFailure", "HTTP status 503"),
        Arguments.of(
            Reply.json(429, "{\"message\":\"slow down\"}").with("Retry-After", "3600"),
            1,
            "InspectImageFailure",
            "slow down; retry after 3600 s"),
        Arguments.of(
            Reply.html(200, "<p>log in</p>"), 1, "InspectImageFailure", "token service's response"),
        Arguments.of(
            Reply.json(200, "{\"token\":\"\"}"), 1, "InspectImageFailure", "it has no token"),
        Arguments.of(
            Reply.json(200, "{\"token\":\"a b\\r\\nX: y\"}"),
            1,
            "InspectImageFailure",
            "cannot be sent in a header"),
        Arguments.of(Reply.json(200, "[]"), 1, "InspectImageFailure", "token service's response"),
        Arguments.of(
            Reply.json(200, "{\"token\":\"" + "x".repeat(ProtocolProfile.TOKEN_BYTES) + "\"}"),
            1,
            "InspectImageFailure",
            "larger than the limit of " + ProtocolProfile.TOKEN_BYTES + " bytes"),
        Arguments.of(
            Reply.endless(200, "application/json"),
            1,
            "InspectImageFailure",
            "larger than the limit of " + ProtocolProfile.TOKEN_BYTES + " bytes"));
  }

  @ParameterizedTest
  @MethodSource("badAnswers")
  void answerThatIsNoToken(Reply reply, int times, String error, String text) {
    ScriptedRegistry registry = secure();
    ScriptedRegistry auth = secure();
    TokenService tokens = TokenService.on(auth);
    registry.requireBearer(tokens);
    for (int i = 0; i < times; i++) {
      tokens.next(reply);
    }

    app(registry).password("user", "secret").send().failed(error).mentioning(text);

    registry.assertRequests("GET " + MANIFEST);
    assertThat(tokens.requestCount()).isEqualTo(times);
    assertThat(log.text()).doesNotContain("Exception");
  }

  @Test
  void serviceThatRecovers() {
    ScriptedRegistry registry = secure();
    TestImage image = image(registry);
    TokenService tokens = TokenService.on(registry).next(Reply.status(502), Reply.reset());
    registry.requireBearer(tokens);

    app(registry).send().inspected(image);

    assertThat(tokens.requestCount()).isEqualTo(3);
    assertThat(registry.requests()).hasSize(6);
  }

  @Test
  void postIsNotRepeated() {
    ScriptedRegistry registry = secure();
    image(registry);
    TokenService tokens = TokenService.on(registry).next(Reply.status(503));
    registry.requireBearer(tokens);

    app(registry).identityToken("identity-secret").send().failed("InspectImageFailure");

    registry.assertRequests("GET " + MANIFEST, "POST /token");
  }

  @Test
  void anonymousRefusalMayMeanThatThereIsNothing() {
    ScriptedRegistry registry = secure();
    image(registry);
    registry.requireBearer(TokenService.on(registry).refuseAnonymous());

    app(registry)
        .send()
        .failed("RegistryAuthenticationFailure")
        .saying(
            "token service %s: unauthorized: authentication required (missing or private)"
                .formatted(registry.authority()));
  }

  @ParameterizedTest
  @CsvSource({
    "'Bearer service=\"x\"',RegistryAuthenticationFailure,unauthorized: authentication required",
    "'Bearer realm=\"\"',RegistryAuthenticationFailure,unauthorized: authentication required",
    "Bearer,RegistryAuthenticationFailure,unauthorized: authentication required",
    "'Bearer realm=\"/token\"',InspectImageFailure,not absolute",
    "'Bearer realm=\"file:///etc/passwd\"',InspectImageFailure,neither http nor https",
    "'Bearer realm=\"ftp://auth.test/token\"',InspectImageFailure,neither http nor https",
    "'Bearer realm=\"https://u:p@auth.test/t\"',InspectImageFailure,user name",
    "'Bearer realm=\"http://auth.test/token?k=v\"',InspectImageFailure,which https must not lead to",
    "'Bearer realm=\"https://169.254.169.254/token\"',RegistryConnectionFailure,link-local",
    "'Bearer realm=\"https://[fd00:ec2::254]/token\"',RegistryConnectionFailure,metadata",
    "'Bearer realm=\"https://2852039166/token\"',InspectImageFailure,ambiguous notation",
    "'Bearer realm=\"https://evil.test/token\"',RegistryConnectionFailure,link-local",
    "'Bearer realm=\"https://10.0.0.1/token\"',RegistryConnectionFailure,imagepeek.network.allow",
    "'Bearer realm=\"https://absent.test/t\"',RegistryConnectionFailure,DNS: no address found",
  })
  void realmThatIsNotAsked(String challenge, String error, String text) {
    ScriptedRegistry registry = secure();
    names.put("evil.test", "169.254.169.254");
    registry.on("GET", MANIFEST).respond(Reply.unauthorized(challenge));

    Answer answer = app(registry).password("user", "secret").send().failed(error).mentioning(text);

    registry.assertRequests("GET " + MANIFEST);
    assertThat(log.lines("requests=1")).hasSize(1);
    assertThat(answer.text("error")).doesNotContain("k=v", "u:p", "secret");
  }

  @Test
  void plainRealmOfAPlainRegistry() {
    ScriptedRegistry registry = plain();
    TestImage image = image(registry);
    TokenService tokens = TokenService.on(registry);
    registry.requireBearer(tokens);

    app(registry).send().inspected(image);
    assertThat(tokens.requestCount()).isEqualTo(1);

    ScriptedRegistry other = plain();
    other
        .on("GET", MANIFEST)
        .respond(Reply.unauthorized("Bearer realm=\"http://auth.test/token\""));
    app(other)
        .send()
        .failed("InspectImageFailure")
        .mentioning("names a token service that is not allowed", "imagepeek.registry.insecure");
  }

  @Test
  void redirectOfTheServiceLosesTheProof() {
    ScriptedRegistry registry = secure();
    ScriptedRegistry auth = secure();
    ScriptedRegistry elsewhere = secure();
    TestImage image = image(registry);
    TokenService tokens = TokenService.on(elsewhere);
    auth.on("GET", "/token")
        .respond(request -> Reply.redirect(307, elsewhere.url(request.target())));
    tokens.realm(auth.url("/token"));
    registry.requireBearer(tokens);

    app(registry).password("user", "secret").send().inspected(image);

    assertThat(auth.recorded())
        .extracting(RecordedRequest::authorization)
        .containsExactly("Basic dXNlcjpzZWNyZXQ=");
    assertThat(elsewhere.recorded())
        .extracting(RecordedRequest::authorization)
        .singleElement()
        .isNull();
  }

  @Test
  void redirectOfAPostIsNotFollowed() {
    ScriptedRegistry registry = secure();
    ScriptedRegistry elsewhere = secure();
    TokenService tokens = TokenService.on(registry).next(Reply.redirect(307, elsewhere.url("/t")));
    registry.requireBearer(tokens);

    app(registry)
        .identityToken("identity-secret")
        .send()
        .failed("InspectImageFailure")
        .mentioning("redirects a request that cannot be sent twice");

    elsewhere.assertRequests();
  }
}
