package io.imagepeek.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DelayingProxyTest {

  private static final long ROUND_TRIP = 40;

  private ServerSocket server;
  private DelayingProxy proxy;

  @BeforeEach
  void startServerThatEchoesAndProxy() throws IOException {
    server = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
    Thread echo = new Thread(this::echo, "echo");
    echo.setDaemon(true);
    echo.start();
    proxy = DelayingProxy.start(server.getLocalPort(), Duration.ofMillis(1));
  }

  private void echo() {
    while (!server.isClosed()) {
      try (Socket client = server.accept()) {
        client.getInputStream().transferTo(client.getOutputStream());
      } catch (IOException e) {
        // The next one, if there is a next one
      }
    }
  }

  @AfterEach
  void stop() throws IOException {
    proxy.close();
    server.close();
  }

  @Test
  void passesBytesOnAndCountsConnections() throws IOException {
    assertThat(proxy.connections()).isZero();

    assertThat(exchanged("first")).isEqualTo("first");
    assertThat(exchanged("second")).isEqualTo("second");

    assertThat(proxy.connections()).isEqualTo(2);
  }

  @Test
  void countsRoundTripsAndNotBytes() throws IOException {
    try (Socket kept = connect()) {
      kept.setTcpNoDelay(true);
      for (int i = 0; i < 3; i++) {
        kept.getOutputStream().write('a');
        kept.getOutputStream().write('b');
        assertThat(kept.getInputStream().readNBytes(2)).containsExactly('a', 'b');
      }
    }
    // That of the connection, and those of the three exchanges
    assertThat(proxy.roundTrips()).isEqualTo(4);
  }

  @Test
  void dropsConnectionsAndAcceptsNewOnes() throws IOException {
    try (Socket kept = connect()) {
      kept.getOutputStream().write('x');
      assertThat(kept.getInputStream().read()).isEqualTo('x');

      proxy.dropConnections();

      assertThat(kept.getInputStream().read()).isEqualTo(-1);
    }
    assertThat(exchanged("again")).isEqualTo("again");
    assertThat(proxy.connections()).isEqualTo(2);
  }

  @Test
  void chargesSetUpOnceAndHalfTheRoundTripEachWay() {
    long accepted = 1000;

    assertThat(DelayingProxy.dueAtServer(1000, accepted, ROUND_TRIP)).isEqualTo(1060);
    assertThat(DelayingProxy.dueAtServer(1030, accepted, ROUND_TRIP)).isEqualTo(1060);
    assertThat(DelayingProxy.dueAtServer(1041, accepted, ROUND_TRIP)).isEqualTo(1061);
    assertThat(DelayingProxy.dueAtClient(1061, ROUND_TRIP)).isEqualTo(1081);
  }

  @Test
  void reckonsWithAClockThatRunsOver() {
    assertThat(DelayingProxy.dueAtServer(Long.MIN_VALUE + 100, Long.MAX_VALUE, ROUND_TRIP))
        .isEqualTo(Long.MIN_VALUE + 120);
  }

  private String exchanged(String text) throws IOException {
    try (Socket client = connect()) {
      client.getOutputStream().write(text.getBytes(US_ASCII));
      client.shutdownOutput();
      return new String(client.getInputStream().readAllBytes(), US_ASCII);
    }
  }

  private Socket connect() throws IOException {
    String address = proxy.address();
    int port = Integer.parseInt(address.substring(address.indexOf(':') + 1));
    return new Socket(InetAddress.getLoopbackAddress(), port);
  }
}
