package io.imagepeek.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagepeek.source.Credentials;
import io.imagepeek.testing.RecordedRequest;
import io.imagepeek.testing.Reply;
import io.imagepeek.testing.ScriptedRegistry;
import io.imagepeek.testing.TestImage;
import io.imagepeek.testing.TokenService;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens: asked for at the service that the registry names, with what there is to prove. */
@QuarkusTest
@TestProfile(ProtocolProfile.class)
class BearerTest extends ProtocolTest {

  private static final String TOKEN =
      "/token?service=registry.test&scope=repository%3Asome%2Fapp%3Apull";
  private static final String WANTED = "unauthorized: authentication required";

  @Test
  void anonymousToken() {
    ScriptedRegistry registry = secure();
    TestImage image = image(registry);
    TokenService tokens = TokenService.on(registry);
    registry.requireBearer(tokens);

    app(registry).send().inspected(image);

    registry.assertRequests(
        "GET " + MANIFEST,
        "GET " + TOKEN,
        "GET " + MANIFEST,
        "GET " + BLOBS + image.configDigest());
    assertThat(registry.recorded())
        .extracting(RecordedRequest::authorization)
        .containsExactly(null, null, "Bearer token-1", "Bearer token-1");
    assertThat(log.lines("outcome=inspected")).singleElement().asString().contains("requests=4");
  }

  @Test
  void tokenForAnAccount() {
    ScriptedRegistry registry = secure();
    ScriptedRegistry auth = secure();
    TestImage image = image(registry);
    TokenService tokens = TokenService.on(auth).allow("jürgen", "sécret").refuseAnonymous();
    registry.requireBearer(tokens);

    app(registry).password("jürgen", "sécret").send().inspected(image);

    auth.assertRequests("GET " + TOKEN + "&account=j%C3%BCrgen");
    assertThat(auth.lastRequest().header("Accept")).isEqualTo("application/json");
    assertThat(tokens.requests())
        .containsExactly(
            new TokenService.TokenRequest(
                "basic", "registry.test", List.of("repository:some/app:pull"), "jürgen"));
    assertThat(registry.recorded())
        .extracting(RecordedRequest::authorization)
        .containsExactly(null, "Bearer token-1", "Bearer token-1");
  }

  @Test
  void identityTokenIsPosted() {
    ScriptedRegistry registry = secure();
    TestImage image = image(registry);
    TokenService tokens =
        TokenService.on(registry).allowIdentityToken("re/fresh+me=").tokenIn("access_token");
    registry.requireBearer(tokens);
    stored.put(registry.authority(), new Credentials.IdentityToken("re/fresh+me="));

    app(registry).send().inspected(image);

    registry.assertRequests(
        "GET " + MANIFEST, "POST /token", "GET " + MANIFEST, "GET " + BLOBS + image.configDigest());
    RecordedRequest post = registry.recorded().get(1);
    assertThat(post.authorization()).isNull();
    assertThat(post.header("Content-Type")).isEqualTo("application/x-www-form-urlencoded");
    assertThat(post.form())
        .containsEntry("grant_type", List.of("refresh_token"))
        .containsEntry("service", List.of("registry.test"))
        .containsEntry("client_id", List.of("imagepeek"))
        .containsEntry("refresh_token", List.of("re/fresh+me="))
        .containsEntry("scope", List.of("repository:some/app:pull"));
  }

  @Test
  void identityTokenThatTheServiceRefuses() {
    ScriptedRegistry registry = secure();
    image(registry);
    registry.requireBearer(TokenService.on(registry));

    app(registry)
        .identityToken("expired")
        .send()
        .failed("RegistryAuthenticationFailure")
        .saying("token service " + registry.authority() + ": invalid grant");

    registry.assertRequests("GET " + MANIFEST, "POST /token");
  }

  @Test
  void registryTokenIsUsedAsItIs() {
    ScriptedRegistry registry = secure();
    TestImage image = image(registry);
    String challenge = "Bearer realm=\"https://auth.test/token\",service=\"x\"";
    registry
        .on("GET", MANIFEST)
        .respond(Reply.unauthorized(challenge))
        .then(manifest(image))
        .then(Reply.unauthorized(challenge + ",error=\"invalid_token\""))
        // The image may be open to everybody.
        .then(Reply.unauthorized(challenge));

    app(registry).registryToken("given.token").send().inspected(image);
    app(registry)
        .registryToken("old.token")
        .send()
        .failed("RegistryAuthenticationFailure")
        .mentioning(WANTED);

    assertThat(registry.recorded())
        .extracting(RecordedRequest::authorization)
        .containsExactly(
            null, "Bearer given.token", "Bearer given.token", "Bearer old.token", null);
    assertThat(names.asked()).doesNotContain("auth.test");
  }

  @Test
  void anonymousTokenThatOpensNothing() {
    ScriptedRegistry registry = secure();
    image(registry);
    registry.requireBearer(TokenService.on(registry).granting(scopes -> List.of()));

    app(registry)
        .send()
        .failed("RegistryAuthenticationFailure")
        .saying(WANTED + " (missing or private)");

    // The scope demanded is the one that was asked for: another token would be no better.
    registry.assertRequests("GET " + MANIFEST, "GET " + TOKEN, "GET " + MANIFEST);
  }

  @Test
  void anotherScopeIsAskedForOnce() {
    ScriptedRegistry registry = secure();
    TestImage image = image(registry);
    TokenService tokens = TokenService.on(registry);
    registry
        .requireBearer(tokens)
        .firstNaming("repository:some/app:metadata")
        .demanding("repository:some/app:pull");

    app(registry).send().inspected(image);

    registry.assertRequests(
        "GET " + MANIFEST,
        "GET /token?service=registry.test&scope=repository%3Asome%2Fapp%3Ametadata",
        "GET " + MANIFEST,
        "GET " + TOKEN,
        "GET " + MANIFEST,
        "GET " + BLOBS + image.configDigest());
  }

  @Test
  void scopesThatChangeForEverAreNotFollowed() {
    ScriptedRegistry registry = secure();
    String challenge =
        "Bearer realm=\"%s\",service=\"registry.test\",error=\"insufficient_scope\",scope=\"s%d\"";
    registry
        .on("GET", MANIFEST)
        .always(
            request ->
                Reply.unauthorized(
                    challenge.formatted(registry.url("/token"), registry.requests().size())));
    TokenService tokens = TokenService.on(registry);

    app(registry).send().failed("RegistryAuthenticationFailure");

    assertThat(tokens.requestCount()).isEqualTo(2);
    assertThat(registry.requests()).hasSize(5);
  }

  @Test
  void scopeIsOursWhereTheChallengeNamesNone() {
    ScriptedRegistry registry = secure();
    TestImage image = image(registry);
    TokenService.on(registry);
    registry
        .on("GET", MANIFEST)
        .respond(Reply.unauthorized("Bearer realm=\"" + registry.url("/token?x=1") + "\""))
        .then(manifest(image));

    app(registry).send().inspected(image);

    assertThat(registry.requests().get(1))
        .isEqualTo("GET /token?x=1&scope=repository%3Asome%2Fapp%3Apull");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Basic realm=\"x\", Bearer realm=\"REALM\",service=\"registry.test\"",
        "Negotiate, bEARER Realm=\"REALM\", Service=registry.test, Basic realm=\"x\"",
        "Negotiate;Bearer realm=REALM,service=registry.test",
        "Basic realm=\"x\";Digest realm=\"y\", nonce=\"z\";BEARER realm=\"REALM\""
            + " service=\"registry.test\"",
      })
  void bearerGoesBeforeWhateverElseIsOffered(String headers) {
    ScriptedRegistry registry = secure();
    TestImage image = image(registry);
    TokenService tokens = TokenService.on(registry).allow("user", "secret");
    registry
        .on("GET", MANIFEST)
        .respond(Reply.unauthorized(headers.replace("REALM", registry.url("/token")).split(";")))
        .then(manifest(image));

    app(registry).password("user", "secret").send().inspected(image);

    registry.assertRequests(
        "GET " + MANIFEST,
        "GET " + TOKEN + "&account=user",
        "GET " + MANIFEST,
        "GET " + BLOBS + image.configDigest());
    assertThat(tokens.requests().get(0).grant()).isEqualTo("basic");
  }
}
