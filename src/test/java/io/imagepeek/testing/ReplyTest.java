package io.imagepeek.testing;

import static io.imagepeek.testing.FixtureClient.LIMIT;
import static io.imagepeek.testing.FixtureClient.ask;
import static io.imagepeek.testing.FixtureClient.get;
import static io.imagepeek.testing.FixtureClient.readAll;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Each reply over HTTP/1.1 in the clear: what it says is what is on the wire. */
class ReplyTest {

  private final ScriptedRegistry registry = ScriptedRegistry.start();

  @AfterEach
  void stop() {
    registry.close();
  }

  @Test
  void answerIsWhole() throws Exception {
    registry.on("GET", "/a").respond(418, Map.of("X-Kind", "tea"), "short\n");

    HttpResponse<String> response = get(registry.url("/a"));

    assertThat(response.statusCode()).isEqualTo(418);
    assertThat(response.body()).isEqualTo("short\n");
    assertThat(response.headers().firstValue("X-Kind")).hasValue("tea");
    assertThat(response.headers().firstValue("Content-Length")).hasValue("6");
    registry.awaitBytesWritten(6, LIMIT);
    assertThat(registry.bytesWritten()).isEqualTo(6);
    assertThat(registry.resets()).isEmpty();
  }

  @Test
  void headStatesTheLengthAndSendsNoBody() throws Exception {
    registry.on("HEAD", "/a").always(Reply.json(200, "{\"a\":1}"));

    HttpResponse<String> response =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(registry.url("/a")))
                    .method("HEAD", HttpRequest.BodyPublishers.noBody())
                    .build(),
                HttpResponse.BodyHandlers.ofString());

    assertThat(response.headers().firstValue("Content-Length")).hasValue("7");
    assertThat(response.body()).isEmpty();
    assertThat(registry.bytesWritten()).isZero();
  }

  @Test
  void redirectAndChallengesAndPages() throws Exception {
    registry.on("GET", "/moved").respond(Reply.redirect(307, "http://example.test/x"));
    registry.on("GET", "/private").respond(Reply.unauthorized("Basic realm=\"a\"", "Negotiate"));
    registry.on("GET", "/portal").respond(Reply.html(200, "<html>Log in</html>"));

    HttpResponse<String> moved = get(registry.url("/moved"));
    HttpResponse<String> refused = get(registry.url("/private"));
    HttpResponse<String> portal = get(registry.url("/portal"));

    assertThat(moved.statusCode()).isEqualTo(307);
    assertThat(moved.headers().firstValue("Location")).hasValue("http://example.test/x");
    assertThat(refused.statusCode()).isEqualTo(401);
    assertThat(refused.headers().allValues("WWW-Authenticate"))
        .containsExactly("Basic realm=\"a\"", "Negotiate");
    assertThat(refused.body()).contains("\"code\":\"UNAUTHORIZED\"");
    assertThat(portal.headers().firstValue("Content-Type")).hasValue("text/html; charset=utf-8");
    assertThat(portal.body()).isEqualTo("<html>Log in</html>");
  }

  @Test
  void gzipIsPackedAndSaysSo() throws Exception {
    registry.on("GET", "/z").respond(Reply.gzip(200, "application/json", "{\"a\":1}"));
    registry.on("GET", "/bomb").respond(Reply.gzipBomb(200, "application/json", 10_000_001));

    HttpResponse<byte[]> small = bytes("/z");
    HttpResponse<byte[]> bomb = bytes("/bomb");

    assertThat(small.headers().firstValue("Content-Encoding")).hasValue("gzip");
    assertThat(unpack(small.body())).isEqualTo("{\"a\":1}".getBytes(UTF_8));
    assertThat(bomb.body()).hasSizeLessThan(20_000);
    assertThat(unpack(bomb.body())).hasSize(10_000_001);
  }

  @Test
  void delayedComesNotBefore() throws Exception {
    registry.on("GET", "/a").respond(Reply.delayed(Duration.ofMillis(300), Reply.status(200)));

    long begin = System.nanoTime();
    HttpResponse<String> response = get(registry.url("/a"));
    Duration took = Duration.ofNanos(System.nanoTime() - begin);

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(took).isGreaterThanOrEqualTo(Duration.ofMillis(290));
  }

  @Test
  void heldWaitsForTheTest() throws Exception {
    CompletableFuture<String> signal = new CompletableFuture<>();
    registry.on("GET", "/a").respond(Reply.held(signal, Reply.status(200)));

    CompletableFuture<HttpResponse<Void>> response =
        HttpClient.newHttpClient()
            .sendAsync(
                HttpRequest.newBuilder(URI.create(registry.url("/a"))).build(),
                HttpResponse.BodyHandlers.discarding());
    registry.awaitRequests(1, LIMIT);
    assertThat(registry.inFlight()).isEqualTo(1);
    assertThat(response).isNotDone();
    signal.complete("go");

    assertThat(response.get().statusCode()).isEqualTo(200);
    assertThat(registry.mostInFlight()).isEqualTo(1);
  }

  @Test
  void finiteDripComesPieceByPiece() throws Exception {
    registry.on("GET", "/a").respond(Reply.drip("abc", Duration.ofMillis(50), 4));

    long begin = System.nanoTime();
    HttpResponse<String> response = get(registry.url("/a"));
    Duration took = Duration.ofNanos(System.nanoTime() - begin);

    assertThat(response.body()).isEqualTo("abcabcabcabc");
    assertThat(took).isGreaterThanOrEqualTo(Duration.ofMillis(190));
    registry.awaitBytesWritten(12, LIMIT);
    assertThat(registry.bytesWritten()).isEqualTo(12);
  }

  @Test
  void endlessDripStopsWhenTheClientLeaves() throws Exception {
    registry.on("GET", "/a").respond(Reply.dripForEver("abc", Duration.ofMillis(5)));

    try (Socket socket = ask(registry.port(), "/a")) {
      registry.awaitBytesWritten(9, LIMIT);
      assertThat(new String(socket.getInputStream().readNBytes(15), UTF_8))
          .isEqualTo("HTTP/1.1 200 OK");
      assertThat(registry.resets()).isEmpty();
    }

    registry.awaitReset(LIMIT);
    registry.awaitOpenConnections(0, LIMIT);
    assertThat(registry.resets()).containsExactly("GET /a");
  }

  @Test
  void endlessBodyFeelsThatNobodyReads() throws Exception {
    registry.on("GET", "/a").respond(Reply.endless(200, "application/json"));
    int read = 3_000_000;

    try (Socket socket = ask(registry.port(), "/a")) {
      assertThat(socket.getInputStream().readNBytes(read)).hasSize(read);
    }
    registry.awaitReset(LIMIT);

    // Headers and chunk sizes were read too; what nobody read fits into the buffers of both ends.
    assertThat(registry.bytesWritten()).isBetween(read - 100_000L, read + 16_000_000L);
  }

  @Test
  void truncatedStatesMoreThanItSends() throws Exception {
    registry.on("GET", "/a").always(Reply.truncated("{\"half\":", 100));

    try (Socket socket = ask(registry.port(), "/a")) {
      String all = readAll(socket);
      assertThat(all)
          .containsIgnoringCase("content-length: 100\r\n")
          .endsWith("\r\n\r\n{\"half\":");
    }
    assertThatThrownBy(() -> get(registry.url("/a"))).isInstanceOf(IOException.class);
    assertThat(registry.resets()).isEmpty();
  }

  @Test
  void chunkedCutOffLacksItsLastChunk() throws Exception {
    registry.on("GET", "/a").respond(Reply.chunkedCutOff("{\"half\":"));

    try (Socket socket = ask(registry.port(), "/a")) {
      String all = readAll(socket);
      assertThat(all).containsIgnoringCase("transfer-encoding: chunked").endsWith("{\"half\":\r\n");
    }
  }

  @Test
  void resetIsNoOrderlyClose() throws Exception {
    registry.on("GET", "/at-once").respond(Reply.reset());
    registry.on("GET", "/later").respond(Reply.resetAfter("{\"half\":"));

    try (Socket socket = ask(registry.port(), "/at-once")) {
      assertThatThrownBy(() -> readAll(socket))
          .isInstanceOf(SocketException.class)
          .hasMessageContaining("reset");
    }
    try (Socket socket = ask(registry.port(), "/later")) {
      assertThatThrownBy(() -> readAll(socket))
          .isInstanceOf(SocketException.class)
          .hasMessageContaining("reset");
    }
    assertThat(registry.resets()).isEmpty();
    assertThat(registry.bytesWritten()).isEqualTo(8);
  }

  @Test
  void neverIsSilentAndSeesTheClientLeave() throws Exception {
    registry.on("GET", "/a").respond(Reply.never());

    try (Socket socket = ask(registry.port(), "/a")) {
      registry.awaitRequests(1, LIMIT);
      socket.setSoTimeout(100);
      assertThatThrownBy(() -> socket.getInputStream().read())
          .isInstanceOf(SocketTimeoutException.class);
      assertThat(registry.openConnections()).isEqualTo(1);
    }

    registry.awaitReset(LIMIT);
    assertThat(registry.resets()).containsExactly("GET /a");
  }

  private HttpResponse<byte[]> bytes(String target) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(registry.url(target))).build(),
            HttpResponse.BodyHandlers.ofByteArray());
  }

  private static byte[] unpack(byte[] packed) throws Exception {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
      return in.readAllBytes();
    }
  }
}
