package io.imagepeek.source.http;

import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import io.imagepeek.failure.InspectFailure.RegistryConnectionFailure;
import io.imagepeek.source.Causes;
import io.imagepeek.source.http.AttemptFailure.Blame;
import io.imagepeek.source.network.InsecureRegistries;
import io.imagepeek.source.network.Origin;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.NotSslRecordException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.time.Duration;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Maps the errors of exchanges with a registry or a token service: what was wrong, whether another
 * attempt may help, and what circuit breakers count.
 */
final class ConnectionErrorMapper implements ExchangeErrorMapper {

  private static final String IF_PLAIN =
      "; if it is a registry over plain http, the operator has to list it in "
          + InsecureRegistries.SETTING;

  private final String authority;

  ConnectionErrorMapper(Origin origin) {
    this.authority = origin.authority();
  }

  @Override
  public AttemptFailure connecting(Throwable failure) {
    String certificate = certificateError(failure);
    if (certificate != null) {
      // The next attempt would get the same certificate.
      return permanent("TLS: the certificate of " + authority + " " + certificate, failure);
    }
    if (has(failure, NotSslRecordException.class)) {
      return withoutConnection(handshakeFailed() + ": it does not speak TLS" + IF_PLAIN, failure);
    }
    if (closedInHandshake(failure)) {
      // Some servers of plain HTTP do so where what comes is not HTTP.
      return withoutConnection(
          handshakeFailed() + ": it closed the connection" + IF_PLAIN, failure);
    }
    if (has(failure, SSLException.class)) {
      return withoutConnection(handshakeFailed(), failure);
    }
    if (has(failure, ConnectTimeoutException.class)) {
      return withoutConnection("connection timeout: " + authority, failure);
    }
    if (has(failure, NoRouteToHostException.class)) {
      return withoutConnection("no route to " + authority, failure);
    }
    if (has(failure, ConnectException.class) && !unreachable(failure)) {
      return withoutConnection("connection refused by " + authority, failure);
    }
    return withoutConnection("no connection to " + authority, failure);
  }

  @Override
  public AttemptFailure exchanging(Throwable failure) {
    if (has(failure, NotSslRecordException.class)) {
      // The handshake succeeded, so the hint about plain HTTP would be wrong.
      return withoutConnection(handshakeFailed(), failure);
    }
    if (certificateError(failure) != null || has(failure, SSLException.class)) {
      return connecting(failure);
    }
    if (has(failure, DecoderException.class) || has(failure, IllegalArgumentException.class)) {
      return withoutResponse("the response of " + authority + " is not valid HTTP", failure);
    }
    return withoutResponse("connection closed by " + authority + " before it responded", failure);
  }

  @Override
  public AttemptFailure reading(Throwable failure) {
    return withoutResponse("the response of " + authority + " broke off", failure);
  }

  /**
   * The attempt took longer than one may.
   *
   * @param sent whether the request had gone to the wire
   */
  AttemptFailure timeout(Duration limit, boolean sent) {
    String error = "connection timeout: " + authority + " did not respond within " + text(limit);
    return sent ? withoutResponse(error, null) : withoutConnection(error, null);
  }

  /** The name has no address. */
  AttemptFailure unresolved(String host, Throwable failure) {
    // The resolver has its own retries, and caches for a while that it found nothing.
    return permanent("DNS: no address found for " + host, failure);
  }

  /** No address of the host may be connected to. */
  AttemptFailure refused(String reason) {
    return AttemptFailure.permanent(
        RegistryConnectionFailure.permanentFailure(authority + ": " + reason), Blame.UNKNOWN);
  }

  @Override
  public AttemptFailure tooLarge(HttpRequest request, int limit) {
    return AttemptFailure.permanent(
        new InspectImageFailure(
            "the response of "
                + authority
                + " to "
                + PrintableLine.of(request.uri().getRawPath())
                + " is larger than the limit of "
                + limit
                + " bytes"),
        Blame.NOBODY);
  }

  @Override
  public AttemptFailure abandoned() {
    return AttemptFailure.permanent(
        new RegistryConnectionFailure("the inspection ended before " + authority + " responded"),
        Blame.UNKNOWN);
  }

  /** A duration in seconds where it is a whole number of them. */
  static String text(Duration duration) {
    return duration.toMillis() % 1000 == 0
        ? duration.toSeconds() + " s"
        : duration.toMillis() + " ms";
  }

  private String handshakeFailed() {
    return "TLS handshake with " + authority + " failed";
  }

  private static boolean unreachable(Throwable failure) {
    return String.valueOf(failure.getMessage()).contains("unreachable");
  }

  private static @Nullable String certificateError(Throwable failure) {
    if (has(failure, CertificateExpiredException.class)) {
      return "has expired";
    }
    if (has(failure, CertificateNotYetValidException.class)) {
      return "is not valid yet";
    }
    if (has(failure, CertPathBuilderException.class)
        || has(failure, CertPathValidatorException.class)) {
      return "is not signed by a known authority";
    }
    return has(failure, CertificateException.class) ? "is not valid for that host" : null;
  }

  private static boolean has(Throwable failure, Class<? extends Throwable> type) {
    return Causes.of(failure).anyMatch(type::isInstance);
  }

  /** Netty adds it to the closed connection as a suppressed exception. */
  private static boolean closedInHandshake(Throwable failure) {
    return Causes.of(failure)
        .flatMap(cause -> Stream.of(cause.getSuppressed()))
        .anyMatch(SSLException.class::isInstance);
  }

  private static AttemptFailure withoutConnection(String error, @Nullable Throwable cause) {
    return AttemptFailure.transientFailure(new RegistryConnectionFailure(error, cause), Blame.HOST);
  }

  private static AttemptFailure withoutResponse(String error, @Nullable Throwable cause) {
    return AttemptFailure.transientFailure(
        new RegistryConnectionFailure(error, cause), Blame.REPOSITORY);
  }

  private static AttemptFailure permanent(String error, Throwable cause) {
    return AttemptFailure.permanent(new RegistryConnectionFailure(error, cause), Blame.HOST);
  }
}
