package io.imagepeek.testing;

import static io.imagepeek.testing.FixtureClient.LIMIT;
import static io.imagepeek.testing.FixtureClient.ask;
import static io.imagepeek.testing.FixtureClient.get;
import static io.imagepeek.testing.FixtureClient.readAll;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;

class RawPeerTest {

  @Test
  void answersWhatItWasTold() throws Exception {
    try (RawPeer peer =
            RawPeer.answering(
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", RawPeer.Ending.STAY_OPEN);
        Socket socket = ask(peer.port(), "/a")) {
      assertThat(new String(socket.getInputStream().readNBytes(40), US_ASCII)).endsWith("hi");
      assertThat(peer.received()).startsWith("GET /a HTTP/1.1\r\n");
      assertThat(peer.openConnections()).isEqualTo(1);
    }
  }

  @Test
  void greetsBeforeItIsAsked() throws Exception {
    try (RawPeer peer = RawPeer.greeting(new byte[] {'h', 'i'}, RawPeer.Ending.CLOSE);
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), peer.port())) {
      socket.setSoTimeout((int) LIMIT.toMillis());
      assertThat(readAll(socket)).isEqualTo("hi");
      peer.awaitOpenConnections(0, LIMIT);
    }
  }

  @Test
  void resets() throws Exception {
    try (RawPeer peer = RawPeer.answering("HTTP/1.1 200", RawPeer.Ending.RESET);
        Socket socket = ask(peer.port(), "/a")) {
      assertThatThrownBy(() -> readAll(socket))
          .isInstanceOf(SocketException.class)
          .hasMessageContaining("reset");
    }
  }

  @Test
  void blackHoleAcceptsAndIsSilent() throws Exception {
    try (RawPeer peer = RawPeer.blackHole()) {
      try (Socket socket = ask(peer.port(), "/a")) {
        peer.awaitConnections(1, LIMIT);
        socket.setSoTimeout(100);
        assertThatThrownBy(() -> socket.getInputStream().read())
            .isInstanceOf(SocketTimeoutException.class);
      }
      peer.awaitOpenConnections(0, LIMIT);
      assertThat(peer.received()).startsWith("GET /a");
    }
  }

  @Test
  void refusedPortRefuses() {
    int port = RawPeer.refusedPort();
    assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port))
        .isInstanceOf(ConnectException.class);
  }

  @Test
  void unansweredPortLeavesTheHandshakeOpen() throws Exception {
    try (UnansweredPort port = UnansweredPort.open();
        Socket socket = new Socket()) {
      InetSocketAddress address =
          new InetSocketAddress(InetAddress.getLoopbackAddress(), port.port());
      assertThatThrownBy(() -> socket.connect(address, 300))
          .isInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void garbageIsNoHttpAndNoTls() {
    try (RawPeer peer = RawPeer.garbage()) {
      assertThatThrownBy(() -> get("http://" + peer.authority() + "/a"))
          .isInstanceOf(IOException.class);
      assertThatThrownBy(() -> get("https://" + peer.authority() + "/a"))
          .isInstanceOf(SSLException.class);
    }
  }

  @Test
  void alertEndsTheHandshake() {
    try (RawPeer peer = RawPeer.tlsAlert()) {
      assertThatThrownBy(() -> get("https://" + peer.authority() + "/a"))
          .isInstanceOf(SSLException.class)
          .hasMessageContaining("handshake_failure");
    }
  }

  @Test
  void hugeHeaderIsWholeAndThatLong() throws Exception {
    try (RawPeer peer = RawPeer.hugeHeader(100_000)) {
      assertThat(get("http://" + peer.authority() + "/a").headers().firstValue("X-Huge"))
          .hasValueSatisfying(value -> assertThat(value).hasSize(100_000));
    }
  }

  @Test
  void endlessHeadersGoOn() throws Exception {
    try (RawPeer peer = RawPeer.endlessHeaders()) {
      try (Socket socket = ask(peer.port(), "/a")) {
        byte[] much = socket.getInputStream().readNBytes(2_000_000);
        assertThat(much).hasSize(2_000_000);
        assertThat(new String(much, US_ASCII))
            .startsWith("HTTP/1.1 200 OK\r\nX-More: and more\r\n")
            .doesNotContain("\r\n\r\n");
      }
      peer.awaitOpenConnections(0, LIMIT);
    }
  }
}
