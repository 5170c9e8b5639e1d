package io.imagepeek.testing;

import static io.imagepeek.testing.FixtureClient.get;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RegistryAuthTest {

  private static final String TARGET = "/v2/some/x/manifests/latest";
  private static final String SCOPE = "repository:some/x:pull";

  private final ScriptedRegistry registry = ScriptedRegistry.start();
  private final ScriptedRegistry tokenHost = ScriptedRegistry.start();
  private final TokenService tokens = TokenService.on(tokenHost);

  RegistryAuthTest() {
    registry.image("some/x", "latest");
  }

  @AfterEach
  void stop() {
    registry.close();
    tokenHost.close();
  }

  @Test
  void basicLetsInTheUserAlone() throws Exception {
    registry.requireBasic("user", "pass:word");

    HttpResponse<String> nobody = get(registry.url(TARGET));
    HttpResponse<String> wrong = authorized(BasicGuard.field("user", "wrong"));

    assertThat(nobody.statusCode()).isEqualTo(401);
    assertThat(challenge(nobody)).hasValue("Basic realm=\"Registry Realm\"");
    assertThat(wrong.statusCode()).isEqualTo(401);
    // "user:pass:word"
    assertThat(authorized("Basic dXNlcjpwYXNzOndvcmQ=").statusCode()).isEqualTo(200);
  }

  @Test
  void bearerTokenIsIssuedUsedAndRevoked() throws Exception {
    registry.requireBearer(tokens);
    tokens.expiresIn(Duration.ofMinutes(2));

    HttpResponse<String> nobody = get(registry.url(TARGET));
    assertThat(challenge(nobody))
        .hasValue(
            "Bearer realm=\"%s\",service=\"registry.test\",scope=\"%s\""
                .formatted(tokenHost.url("/token"), SCOPE));

    JsonNode answer = json(get(tokenUrl(SCOPE)));
    String token = answer.path("token").asText();
    assertThat(answer.path("access_token").asText()).isEqualTo(token);
    assertThat(answer.path("expires_in").asInt()).isEqualTo(120);
    assertThat(authorized("Bearer " + token).statusCode()).isEqualTo(200);

    tokens.revokeAll();
    HttpResponse<String> late = authorized("Bearer " + token);
    assertThat(late.statusCode()).isEqualTo(401);
    assertThat(challenge(late).orElse("")).endsWith(",error=\"invalid_token\"");
    assertThat(tokens.requests())
        .containsExactly(
            new TokenService.TokenRequest("anonymous", "registry.test", List.of(SCOPE), null));
  }

  @Test
  void tokenForLessIsInsufficient() throws Exception {
    registry.requireBearer(tokens).firstNaming(SCOPE).demanding("repository:some/x:pull,metadata");

    assertThat(challenge(get(registry.url(TARGET))).orElse("")).contains(SCOPE + "\"");
    HttpResponse<String> tooLittle = authorized("Bearer " + token(SCOPE));
    assertThat(tooLittle.statusCode()).isEqualTo(401);
    assertThat(challenge(tooLittle).orElse(""))
        .endsWith("scope=\"repository:some/x:pull,metadata\",error=\"insufficient_scope\"");
    assertThat(authorized("Bearer " + token("repository:other:pull,metadata")).statusCode())
        .isEqualTo(401);
    assertThat(authorized("Bearer " + token("repository:some/x:metadata,pull")).statusCode())
        .isEqualTo(200);
    assertThat(tokens.requestCount()).isEqualTo(3);
  }

  @Test
  void tokenServiceAsksForCredentials() throws Exception {
    tokens.allow("user", "secret").refuseAnonymous().granting(scopes -> List.of());

    assertThat(get(tokenUrl(SCOPE)).statusCode()).isEqualTo(401);
    assertThat(get(tokenUrl(SCOPE), "Authorization", BasicGuard.field("user", "x")).statusCode())
        .isEqualTo(401);
    HttpResponse<String> known =
        get(tokenUrl(SCOPE) + "&account=user", "Authorization", BasicGuard.field("user", "secret"));
    assertThat(json(known).path("scope").asText()).isEmpty();
    assertThat(tokens.requests())
        .extracting(TokenService.TokenRequest::grant)
        .containsExactly("anonymous", "basic", "basic");
    assertThat(tokens.requests().get(2).account()).isEqualTo("user");
  }

  @Test
  void refreshTokenAndPasswordByPost() throws Exception {
    tokens.allowIdentityToken("refresh-me").allow("user", "secret").tokenIn("access_token");
    String common = "&service=registry.test&scope=" + encoded(SCOPE + " repository:y:pull");

    HttpResponse<String> good = post("grant_type=refresh_token&refresh_token=refresh-me" + common);
    HttpResponse<String> bad = post("grant_type=refresh_token&refresh_token=no" + common);
    HttpResponse<String> password =
        post("grant_type=password&username=user&password=secret" + common);

    assertThat(json(good).path("access_token").asText()).isEqualTo("token-1");
    assertThat(json(good).has("token")).isFalse();
    assertThat(bad.statusCode()).isEqualTo(400);
    assertThat(json(bad).path("error").asText()).isEqualTo("invalid_grant");
    assertThat(password.statusCode()).isEqualTo(200);
    assertThat(tokens.requests().get(0).scopes()).containsExactly(SCOPE, "repository:y:pull");
  }

  @Test
  void nextRepliesComeInsteadOfTokens() throws Exception {
    tokens.next(Reply.status(503), Reply.html(200, "<p>")).sayNoExpiry();

    assertThat(get(tokenUrl(SCOPE)).statusCode()).isEqualTo(503);
    assertThat(get(tokenUrl(SCOPE)).body()).isEqualTo("<p>");
    assertThat(json(get(tokenUrl(SCOPE))).has("expires_in")).isFalse();
    assertThat(tokens.requestCount()).isEqualTo(3);
  }

  private String token(String scope) throws Exception {
    return json(get(tokenUrl(scope))).path("token").asText();
  }

  private String tokenUrl(String scope) {
    return tokenHost.url("/token?service=registry.test&scope=" + encoded(scope));
  }

  private HttpResponse<String> authorized(String authorization) throws Exception {
    return get(registry.url(TARGET), "Authorization", authorization);
  }

  private HttpResponse<String> post(String form) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(tokenHost.url("/token")))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form))
                .build(),
            HttpResponse.BodyHandlers.ofString());
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8);
  }

  private static Optional<String> challenge(HttpResponse<String> response) {
    return response.headers().firstValue("WWW-Authenticate");
  }

  private static JsonNode json(HttpResponse<String> response) throws Exception {
    return new ObjectMapper().readTree(response.body());
  }
}
