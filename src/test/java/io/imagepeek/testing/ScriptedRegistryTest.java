package io.imagepeek.testing;

import static io.imagepeek.testing.FixtureClient.LIMIT;
import static io.imagepeek.testing.FixtureClient.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ConnectException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ScriptedRegistryTest {

  @Test
  void repliesInOrderThenAlways() throws Exception {
    try (ScriptedRegistry registry = ScriptedRegistry.start()) {
      registry
          .on("GET", "/a")
          .respond(503)
          .respond(2, Reply.status(429))
          .then(request -> Reply.of(200, Map.of(), "to " + request.header("X-Who")))
          .always(404);

      assertThat(get(registry.url("/a")).statusCode()).isEqualTo(503);
      assertThat(get(registry.url("/a")).statusCode()).isEqualTo(429);
      assertThat(get(registry.url("/a")).statusCode()).isEqualTo(429);
      assertThat(get(registry.url("/a"), "x-who", "me").body()).isEqualTo("to me");
      assertThat(get(registry.url("/a")).statusCode()).isEqualTo(404);
      assertThat(get(registry.url("/a")).statusCode()).isEqualTo(404);
      registry.verify();
    }
  }

  @Test
  void scriptWithAQueryIsNearerThanOneWithout() throws Exception {
    try (ScriptedRegistry registry = ScriptedRegistry.start()) {
      registry.on("GET", "/a").always(200, Map.of(), "any");
      registry.on("GET", "/a?n=1").always(200, Map.of(), "one");

      assertThat(get(registry.url("/a?n=1")).body()).isEqualTo("one");
      assertThat(get(registry.url("/a?n=2")).body()).isEqualTo("any");
    }
  }

  @Test
  void recordsWhatCame() throws Exception {
    try (ScriptedRegistry registry = ScriptedRegistry.start()) {
      registry.on("GET", "/a").always(200);
      HttpClient client = HttpClient.newHttpClient();
      get(client, registry.url("/a?x=a%20b&x=2"), "Authorization", "Basic eDp5");
      get(client, registry.url("/a"));
      get(HttpClient.newHttpClient(), registry.url("/a"));

      registry.assertRequests("GET /a?x=a%20b&x=2", "GET /a", "GET /a");
      assertThatThrownBy(() -> registry.assertRequests("GET /a"))
          .isInstanceOf(AssertionError.class);
      assertThatThrownBy(() -> registry.assertRequests("GET /a", "GET /a?x=a%20b&x=2", "GET /a"))
          .isInstanceOf(AssertionError.class);
      RecordedRequest first = registry.recorded().get(0);
      assertThat(first.authority()).isEqualTo(registry.authority());
      assertThat(first.authorization()).isEqualTo("Basic eDp5");
      assertThat(first.version()).isEqualTo("HTTP/1.1");
      assertThat(first.query()).containsEntry("x", List.of("a b", "2"));
      assertThat(registry.lastRequest().authorization()).isNull();
      assertThat(first.connection()).isEqualTo(1);
      assertThat(registry.lastRequest().connection()).isEqualTo(registry.connections());
      assertThat(registry.connections()).isGreaterThan(1);
      assertThat(registry.lastRequest().remotePort()).isNotEqualTo(first.remotePort());
    }
  }

  @Test
  void unexpectedRequestFailsTheTest() throws Exception {
    ScriptedRegistry registry = ScriptedRegistry.start();

    assertThat(get(registry.url("/v2/")).statusCode()).isEqualTo(500);

    assertThat(registry.unexpected()).containsExactly("unexpected request: GET /v2/");
    assertThatThrownBy(registry::verify).hasMessageContaining("GET /v2/");
    assertThatThrownBy(registry::close).isInstanceOf(AssertionError.class);
    assertThatThrownBy(() -> get(registry.url("/v2/"))).isInstanceOf(ConnectException.class);
  }

  @Test
  void oneRequestMoreThanScriptedIsUnexpected() throws Exception {
    ScriptedRegistry registry = ScriptedRegistry.start();
    registry.image("x", "latest");
    registry.on("GET", "/v2/x/manifests/latest").respond(503);

    assertThat(get(registry.url("/v2/x/manifests/latest")).statusCode()).isEqualTo(503);
    assertThatCode(registry::verify).doesNotThrowAnyException();
    assertThat(get(registry.url("/v2/x/manifests/latest")).statusCode()).isEqualTo(500);
    assertThatThrownBy(registry::close).hasMessageContaining("the script has ended");
  }

  @Test
  void scriptThatThrowsFailsTheTest() throws Exception {
    ScriptedRegistry registry = ScriptedRegistry.start();
    registry
        .on("GET", "/a")
        .always(
            request -> {
              throw new AssertionError("not like this");
            });

    assertThat(get(registry.url("/a")).statusCode()).isEqualTo(500);
    assertThatThrownBy(registry::close).hasMessageContaining("not like this");
  }

  @Test
  void repliesLeftOverFailVerification() {
    try (ScriptedRegistry registry = ScriptedRegistry.start()) {
      registry.on("GET", "/a").respond(503).then(200);

      assertThatThrownBy(registry::verify).hasMessageContaining("never asked for: GET /a, 2 more");
    }
  }

  @Test
  void dropsIdleConnections() throws Exception {
    try (ScriptedRegistry registry = ScriptedRegistry.start()) {
      registry.on("GET", "/a").always(200);
      HttpClient client = HttpClient.newHttpClient();
      get(client, registry.url("/a"));
      assertThat(registry.openConnections()).isEqualTo(1);

      registry.dropConnections();

      registry.awaitOpenConnections(0, LIMIT);
      assertThat(registry.resets()).isEmpty();
    }
  }

  @Test
  void awaitingWhatDoesNotHappenFails() {
    try (ScriptedRegistry registry = ScriptedRegistry.start()) {
      Duration moment = Duration.ofMillis(20);
      assertThatThrownBy(() -> registry.awaitReset(moment)).isInstanceOf(AssertionError.class);
      assertThatThrownBy(() -> registry.awaitRequests(1, moment))
          .isInstanceOf(AssertionError.class);
    }
  }
}
