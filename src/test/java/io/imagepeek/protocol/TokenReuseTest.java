package io.imagepeek.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagepeek.testing.Reply;
import io.imagepeek.testing.ScriptedRegistry;
import io.imagepeek.testing.TestImage;
import io.imagepeek.testing.TokenService;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How long a token serves, and whom. */
@QuarkusTest
@TestProfile(ProtocolProfile.class)
class TokenReuseTest extends ProtocolTest {

  private static final int AT_ONCE = 20;
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @Test
  void nextInspectionHasTheTokenAlready() {
    ScriptedRegistry registry = secure();
    TestImage image = image(registry);
    TokenService tokens = TokenService.on(registry);
    registry.requireBearer(tokens);

    app(registry).send().inspected(image);
    int first = registry.requests().size();
    app(registry).send().inspected(image);

    assertThat(tokens.requestCount()).isEqualTo(1);
    assertThat(registry.requests().subList(first, registry.requests().size()))
        .containsExactly("HEAD " + MANIFEST);
    assertThat(registry.lastRequest().authorization()).isEqualTo("Bearer token-1");
  }

  @Test
  void tokenExpires() {
    ScriptedRegistry registry = secure();
    TestImage image = image(registry);
    TokenService tokens = TokenService.on(registry).expiresIn(Duration.ofHours(1));
    registry.requireBearer(tokens);

    app(registry).send().inspected(image);
    clock.advance(Duration.ofMinutes(50));
    app(registry).send().inspected(image);
    assertThat(tokens.requestCount()).isEqualTo(1);

    clock.advance(Duration.ofMinutes(10));
    app(registry).send().inspected(image);
    assertThat(tokens.requestCount()).isEqualTo(2);
    assertThat(registry.lastRequest().authorization()).isEqualTo("Bearer token-2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT2H", "PT-2H"})
  void tokenIsAsOldAsTheTimeThatHasPassed(Duration step) {
    ScriptedRegistry registry = secure();
    TestImage image = image(registry);
    TokenService tokens = TokenService.on(registry).expiresIn(Duration.ofHours(1));
    registry.requireBearer(tokens);

    app(registry).send().inspected(image);
    wall.step(step);
    clock.advance(Duration.ofMinutes(50));
    app(registry).send().inspected(image);
    assertThat(tokens.requestCount()).isEqualTo(1);

    clock.advance(Duration.ofMinutes(10));
    app(registry).send().inspected(image);
    assertThat(tokens.requestCount()).isEqualTo(2);
  }

  @Test
  void revokedTokenIsReplacedOnce() {
    ScriptedRegistry registry = secure();
    TestImage image = image(registry);
    TokenService tokens = TokenService.on(registry);
    registry.requireBearer(tokens);
    app(registry).send().inspected(image);
    int first = registry.requests().size();

    tokens.revokeAll();
    app(registry).send().inspected(image);

    assertThat(registry.requests().subList(first, registry.requests().size()))
        .containsExactly(
            "HEAD " + MANIFEST,
            "GET /token?service=registry.test&scope=repository%3Asome%2Fapp%3Apull",
            "HEAD " + MANIFEST);
    assertThat(tokens.requestCount()).isEqualTo(2);
  }

  @Test
  void tokensThatAreNeverTakenAreNotAskedForAgainAndAgain() {
    ScriptedRegistry registry = secure();
    image(registry);
    TokenService tokens = TokenService.on(registry).granting(scopes -> List.of());
    registry.requireBearer(tokens);

    app(registry).send().failed("RegistryAuthenticationFailure");
    assertThat(tokens.requestCount()).isEqualTo(1);
    app(registry).send().failed("RegistryAuthenticationFailure");
    assertThat(tokens.requestCount()).isEqualTo(2);
  }

  @Test
  void accountsDoNotShareTokens() {
    ScriptedRegistry registry = secure();
    TestImage image = image(registry);
    TokenService tokens = TokenService.on(registry).allow("one", "secret").allow("two", "secret");
    registry.requireBearer(tokens);

    app(registry).send().inspected(image);
    app(registry).password("one", "secret").send().inspected(image);
    app(registry).password("two", "secret").send().inspected(image);
    app(registry).password("one", "wrong").send().failed("RegistryAuthenticationFailure");
    app(registry).password("one", "secret").send().inspected(image);
    app(registry).send().inspected(image);

    assertThat(tokens.requests())
        .extracting(TokenService.TokenRequest::account)
        .containsExactly(null, "one", "two", "one");
  }

  @Test
  void repositoriesDoNotShareTokens() {
    ScriptedRegistry registry = secure();
    TestImage image = image(registry);
    registry.image("other/app", "v1");
    TokenService tokens = TokenService.on(registry);
    registry.requireBearer(tokens);

    app(registry).send().inspected(image);
    Inspection.of(registry.authority() + "/other/app:v1").send().inspected(image);

    assertThat(tokens.requests())
        .extracting(TokenService.TokenRequest::scopes)
        .containsExactly(List.of("repository:some/app:pull"), List.of("repository:other/app:pull"));
  }

  @Test
  void oneFlightForAll() throws Exception {
    ScriptedRegistry registry = secure();
    ScriptedRegistry auth = secure();
    TestImage image = image(registry);
    CompletableFuture<Void> all = new CompletableFuture<>();
    auth.on("GET", "/token").respond(Reply.held(all, Reply.json(200, "{\"token\":\"one\"}")));
    for (int i = 0; i < AT_ONCE; i++) {
      registry
          .on("GET", "/v2/some/app/manifests/" + i)
          .always(
              request ->
                  "Bearer one".equals(request.authorization())
                      ? manifest(image)
                      : Reply.unauthorized("Bearer realm=\"" + auth.url("/token") + "\""));
    }

    ExecutorService callers = Executors.newFixedThreadPool(AT_ONCE);
    try {
      List<Future<Answer>> answers = new ArrayList<>();
      for (int i = 0; i < AT_ONCE; i++) {
        String name = registry.authority() + "/some/app:" + i;
        answers.add(callers.submit(() -> Inspection.of(name).send()));
      }
      auth.awaitRequests(1, LIMIT);
      all.complete(null);
      for (Future<Answer> answer : answers) {
        answer.get().inspected(image);
      }
    } finally {
      all.complete(null);
      callers.shutdownNow();
    }

    assertThat(auth.requests()).hasSize(1);
    // Those who begin once the registry is known to want a token are not challenged any more.
    assertThat(registry.recorded())
        .filteredOn(request -> "Bearer one".equals(request.authorization()))
        .filteredOn(request -> request.path().contains("/manifests/"))
        .hasSize(AT_ONCE);
  }
}
