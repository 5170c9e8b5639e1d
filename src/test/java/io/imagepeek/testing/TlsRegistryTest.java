package io.imagepeek.testing;

import static io.imagepeek.testing.FixtureClient.LIMIT;
import static io.imagepeek.testing.FixtureClient.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsRegistryTest {

  private static TestAuthority authority;
  private static ServerIdentity identity;
  private static HttpClient client;

  @BeforeAll
  static void trust(@TempDir Path dir) throws Exception {
    authority = TestAuthority.create(dir);
    identity = authority.issue("here", List.of("dns:localhost", "ip:127.0.0.1"));
    client = FixtureClient.trusting(authority.caPem());
  }

  @Test
  void speaksHttp2() throws Exception {
    try (ScriptedRegistry registry = ScriptedRegistry.start(identity)) {
      registry.image("x", "latest");

      HttpResponse<String> response = get(client, registry.url("/v2/x/manifests/latest"));

      assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(registry.lastRequest().version()).isEqualTo("HTTP/2");
      assertThat(registry.lastRequest().authority()).isEqualTo(registry.authority());
      assertThat(registry.resets()).isEmpty();
    }
  }

  @Test
  void speaksHttp1Alone() throws Exception {
    try (ScriptedRegistry registry = ScriptedRegistry.startHttp1(identity)) {
      registry.on("GET", "/a").always(200);
      registry.on("GET", "/reset").always(Reply.reset());

      assertThat(get(client, registry.url("/a")).version()).isEqualTo(HttpClient.Version.HTTP_1_1);
      assertThatThrownBy(() -> get(client, registry.url("/reset"))).isInstanceOf(IOException.class);
      assertThat(registry.requests()).contains("GET /a", "GET /reset");
    }
  }

  @Test
  void resetsTheStreamAlone() throws Exception {
    try (ScriptedRegistry registry = ScriptedRegistry.start(identity)) {
      registry.on("GET", "/a").always(200);
      registry.on("GET", "/at-once").respond(Reply.reset());
      registry.on("GET", "/later").respond(Reply.resetAfter("{\"half\":"));
      registry.on("GET", "/cut").respond(Reply.chunkedCutOff("{\"half\":"));

      get(client, registry.url("/a"));
      for (String target : List.of("/at-once", "/later", "/cut")) {
        assertThatThrownBy(() -> get(client, registry.url(target)))
            .as(target)
            .isInstanceOf(IOException.class)
            .hasMessageContaining("RST_STREAM");
      }
      assertThat(get(client, registry.url("/a")).statusCode()).isEqualTo(200);
      assertThat(registry.resets()).isEmpty();
    }
  }

  @Test
  void truncatedStreamEndsShortOfItsLength() {
    HttpClientOptions options =
        new HttpClientOptions()
            .setSsl(true)
            .setUseAlpn(true)
            .setProtocolVersion(HttpVersion.HTTP_2)
            .setTrustAll(true);
    var strict = Loop.VERTX.createHttpClient(options);
    try (ScriptedRegistry registry = ScriptedRegistry.start(identity)) {
      registry.on("GET", "/a").respond(Reply.truncated("{\"half\":", 100));

      var request = strict.request(HttpMethod.GET, registry.port(), "127.0.0.1", "/a");
      var response = request.compose(HttpClientRequest::send);
      var body = response.compose(HttpClientResponse::body);

      assertThatThrownBy(() -> Loop.await(body))
          .hasStackTraceContaining(
              "Received amount of data 8 does not match content-length header 100");
      assertThat(Loop.await(response).getHeader("Content-Length")).isEqualTo("100");
    } finally {
      Loop.await(strict.close());
    }
  }

  @Test
  void seesTheClientResetItsStream() throws Exception {
    try (ScriptedRegistry registry = ScriptedRegistry.start(identity)) {
      registry.on("GET", "/a").always(200);
      registry.on("GET", "/endless").respond(Reply.endless(200, "application/json"));
      get(client, registry.url("/a"));

      HttpResponse<InputStream> response =
          client.send(
              HttpRequest.newBuilder(URI.create(registry.url("/endless"))).build(),
              HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream body = response.body()) {
        assertThat(body.readNBytes(1000)).hasSize(1000);
        assertThat(registry.resets()).isEmpty();
      }

      registry.awaitReset(LIMIT);
      assertThat(registry.resets()).containsExactly("GET /endless");
      assertThat(registry.openConnections()).isEqualTo(1);
      // The JDK's client opens a window of 16 MiB.
      assertThat(registry.bytesWritten()).isLessThan(40_000_000);
      assertThat(get(client, registry.url("/a")).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void badCertificatesFailTheHandshake() {
    ServerIdentity expired =
        authority.issue("here", List.of("ip:127.0.0.1"), TestAuthority.Validity.EXPIRED);
    ServerIdentity otherName = authority.issue("other", List.of("dns:other.test"));

    for (ServerIdentity bad : List.of(expired, otherName)) {
      try (ScriptedRegistry registry = ScriptedRegistry.start(bad)) {
        assertThatThrownBy(() -> get(client, registry.url("/a")))
            .isInstanceOf(SSLHandshakeException.class);
        assertThat(registry.requests()).isEmpty();
      }
    }
    try (ScriptedRegistry registry = ScriptedRegistry.start(identity)) {
      assertThatThrownBy(() -> get(registry.url("/a"))).isInstanceOf(SSLHandshakeException.class);
    }
  }
}
