package io.imagepeek.source.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagepeek.failure.InspectFailure.RegistryConnectionFailure;
import io.imagepeek.source.http.AttemptFailure.Blame;
import io.imagepeek.source.network.Origin;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.ssl.NotSslRecordException;
import io.vertx.core.http.HttpClosedException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.time.Duration;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ConnectionErrorMapperTest {

  private static final String HOST = "r.test:5000";

  private final ConnectionErrorMapper errorMapper =
      new ConnectionErrorMapper(Origin.of(URI.create("https://" + HOST + "/")));

  private static Throwable handshake(Throwable cause) {
    return new SSLHandshakeException("handshake").initCause(cause);
  }

  /** As Netty's handler of TLS fails. */
  private static Throwable closedInHandshake() {
    Throwable closed = new ClosedChannelException();
    closed.addSuppressed(new SSLHandshakeException("Connection closed while in progress"));
    return closed;
  }

  static Stream<Arguments> connecting() {
    String certificate = "TLS: the certificate of " + HOST + " ";
    return Stream.of(
        Arguments.of(
            handshake(new CertificateException(new CertificateExpiredException())),
            certificate + "has expired",
            false),
        Arguments.of(
            handshake(new CertificateNotYetValidException()),
            certificate + "is not valid yet",
            false),
        Arguments.of(
            handshake(new CertificateException(new CertPathBuilderException("secret path"))),
            certificate + "is not signed by a known authority",
            false),
        Arguments.of(
            handshake(new CertificateException("No name matching")),
            certificate + "is not valid for that host",
            false),
        Arguments.of(
            new SSLException("handshake timed out"),
            "TLS handshake with " + HOST + " failed",
            true),
        Arguments.of(
            new DecoderException(new NotSslRecordException("not an SSL/TLS record: 48545450")),
            "TLS handshake with "
                + HOST
                + " failed: it does not speak TLS; if it is a registry over plain http, the operator"
                + " has to list it in imagepeek.registry.insecure",
            true),
        Arguments.of(
            closedInHandshake(),
            "TLS handshake with "
                + HOST
                + " failed: it closed the connection; if it is a registry over plain http, the"
                + " operator has to list it in imagepeek.registry.insecure",
            true),
        Arguments.of(new ClosedChannelException(), "no connection to " + HOST, true),
        Arguments.of(new ConnectTimeoutException(), "connection timeout: " + HOST, true),
        Arguments.of(new NoRouteToHostException(), "no route to " + HOST, true),
        Arguments.of(
            new ConnectException("Connection refused"), "connection refused by " + HOST, true),
        Arguments.of(
            new IllegalStateException(new ConnectException("Connection refused: r.test")),
            "connection refused by " + HOST,
            true),
        Arguments.of(
            new ConnectException("Network is unreachable"), "no connection to " + HOST, true),
        Arguments.of(new IOException("other"), "no connection to " + HOST, true));
  }

  @ParameterizedTest
  @MethodSource("connecting")
  void connecting(Throwable cause, String error, boolean isTransient) {
    assertFailure(errorMapper.connecting(cause), error, isTransient, Blame.HOST);
  }

  static Stream<Arguments> exchanging() {
    return Stream.of(
        Arguments.of(
            new HttpClosedException("Connection was closed"),
            "connection closed by " + HOST + " before it responded",
            Blame.REPOSITORY),
        Arguments.of(
            new SocketException("Connection reset"),
            "connection closed by " + HOST + " before it responded",
            Blame.REPOSITORY),
        Arguments.of(
            new TooLongFrameException("too long"),
            "the response of " + HOST + " is not valid HTTP",
            Blame.REPOSITORY),
        Arguments.of(
            new IllegalArgumentException("invalid version format"),
            "the response of " + HOST + " is not valid HTTP",
            Blame.REPOSITORY),
        Arguments.of(
            new NotSslRecordException("not an SSL/TLS record"),
            "TLS handshake with " + HOST + " failed",
            Blame.HOST),
        Arguments.of(
            new SSLException("bad record"), "TLS handshake with " + HOST + " failed", Blame.HOST));
  }

  @ParameterizedTest
  @MethodSource("exchanging")
  void exchanging(Throwable cause, String error, Blame blame) {
    assertFailure(errorMapper.exchanging(cause), error, true, blame);
  }

  @Test
  void others() {
    assertFailure(
        errorMapper.reading(new IOException("x")),
        "the response of " + HOST + " broke off",
        true,
        Blame.REPOSITORY);
    assertFailure(
        errorMapper.timeout(Duration.ofSeconds(10), true),
        "connection timeout: " + HOST + " did not respond within 10 s",
        true,
        Blame.REPOSITORY);
    assertFailure(
        errorMapper.timeout(Duration.ofSeconds(10), false),
        "connection timeout: " + HOST + " did not respond within 10 s",
        true,
        Blame.HOST);
    assertFailure(
        errorMapper.unresolved("r.test", new UnknownHostException()),
        "DNS: no address found for r.test",
        false,
        Blame.HOST);
  }

  @Test
  void ourOwnRefusalsDoNotCountAtAll() {
    assertThat(errorMapper.refused("it is loopback").blame()).isEqualTo(Blame.UNKNOWN);
    assertThat(errorMapper.abandoned().blame()).isEqualTo(Blame.UNKNOWN);
    assertThat(errorMapper.refused("it is loopback").isTransient()).isFalse();
    assertThat(errorMapper.abandoned().isTransient()).isFalse();
  }

  @Test
  void causesThatFormACircle() {
    Exception one = new Exception();
    one.initCause(new Exception(one));

    assertThat(errorMapper.connecting(one).failure().error()).isEqualTo("no connection to " + HOST);
  }

  @ParameterizedTest
  @CsvSource({"1000, 1 s", "25000, 25 s", "800, 800 ms", "1500, 1500 ms"})
  void durations(long millis, String text) {
    assertThat(ConnectionErrorMapper.text(Duration.ofMillis(millis))).isEqualTo(text);
  }

  private static void assertFailure(
      AttemptFailure failure, String error, boolean isTransient, Blame blame) {
    assertThat(failure.failure()).isInstanceOf(RegistryConnectionFailure.class);
    assertThat(failure.failure().error()).isEqualTo(error);
    assertThat(failure.isTransient()).isEqualTo(isTransient);
    assertThat(failure.blame()).isEqualTo(blame);
    assertThat(failure.summary()).isEqualTo(error);
    assertThat(failure.retryDelay()).isNull();
  }
}
