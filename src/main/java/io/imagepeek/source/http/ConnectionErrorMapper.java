package io.imagepeek.source.http;

import io.imagepeek.failure.InspectFailure.RegistryConnectionFailure;
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
import java.util.Objects;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Says of a failed connection what was wrong with it, in words that help, and if to try again. */
public final class ConnectionErrorMapper {

  private static final int CAUSES_LOOKED_AT = 16;

  private static final String IF_PLAIN =
      "; if it is a registry over plain http, the operator has to list it in "
          + InsecureRegistries.SETTING;

  private final String authority;

  public ConnectionErrorMapper(Origin origin) {
    this.authority = origin.authority();
  }

  /** No connection came about. */
  public AttemptFailure connecting(Throwable failure) {
    String certificate = certificateFault(failure);
    if (certificate != null) {
      // The same certificate would be shown again.
      return lasting("TLS: the certificate of " + authority + " " + certificate, failure);
    }
    if (has(failure, NotSslRecordException.class)) {
      return unreached(handshakeFailed() + ": it does not speak TLS" + IF_PLAIN, failure);
    }
    if (closedInHandshake(failure)) {
      // As some do who cannot read what comes as HTTP.
      return unreached(handshakeFailed() + ": it closed the connection" + IF_PLAIN, failure);
    }
    if (has(failure, SSLException.class)) {
      return unreached(handshakeFailed(), failure);
    }
    if (has(failure, ConnectTimeoutException.class)) {
      return unreached("connection timeout: " + authority, failure);
    }
    if (has(failure, NoRouteToHostException.class)) {
      return unreached("no route to " + authority, failure);
    }
    if (has(failure, ConnectException.class) && !unreachable(failure)) {
      return unreached("connection refused by " + authority, failure);
    }
    return unreached("no connection to " + authority, failure);
  }

  /** The connection failed between the request and its answer. */
  AttemptFailure exchanging(Throwable failure) {
    if (has(failure, NotSslRecordException.class)) {
      // It has spoken TLS before.
      return unreached(handshakeFailed(), failure);
    }
    if (certificateFault(failure) != null || has(failure, SSLException.class)) {
      return connecting(failure);
    }
    if (has(failure, DecoderException.class) || has(failure, IllegalArgumentException.class)) {
      return unanswered("the answer of " + authority + " is not valid HTTP", failure);
    }
    return unanswered("connection closed by " + authority + " before it answered", failure);
  }

  /** The connection failed within the answer. */
  AttemptFailure reading(Throwable failure) {
    return unanswered("the answer of " + authority + " broke off", failure);
  }

  /**
   * The attempt took longer than one may.
   *
   * @param sent whether the request had gone to the wire
   */
  AttemptFailure timeout(Duration limit, boolean sent) {
    String error = "connection timeout: " + authority + " did not answer within " + text(limit);
    return sent ? unanswered(error, null) : unreached(error, null);
  }

  /** The name has no address. */
  public AttemptFailure unresolved(String host, Throwable failure) {
    // The resolver has its own retries, and remembers for a while what it did not find.
    return lasting("DNS: no address found for " + host, failure);
  }

  /** The only addresses there are may not be connected to. */
  public AttemptFailure refused(String reason) {
    return AttemptFailure.lasting(
        RegistryConnectionFailure.permanentFailure(authority + ": " + reason), Blame.UNKNOWN);
  }

  /** Nobody waits for the answer any longer. */
  AttemptFailure abandoned() {
    return AttemptFailure.lasting(
        new RegistryConnectionFailure("the inspection ended before " + authority + " answered"),
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

  private static @Nullable String certificateFault(Throwable failure) {
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
    return causes(failure).anyMatch(type::isInstance);
  }

  /** Netty says so beside the failure that a closed connection is. */
  private static boolean closedInHandshake(Throwable failure) {
    return causes(failure)
        .flatMap(cause -> Stream.of(cause.getSuppressed()))
        .anyMatch(SSLException.class::isInstance);
  }

  /** The failure, and what it was caused by; not all, since causes may go round in a circle. */
  private static Stream<Throwable> causes(Throwable failure) {
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause).limit(CAUSES_LOOKED_AT);
  }

  private static AttemptFailure unreached(String error, @Nullable Throwable cause) {
    return AttemptFailure.passing(new RegistryConnectionFailure(error, cause), Blame.HOST);
  }

  private static AttemptFailure unanswered(String error, @Nullable Throwable cause) {
    return AttemptFailure.passing(new RegistryConnectionFailure(error, cause), Blame.REPOSITORY);
  }

  private static AttemptFailure lasting(String error, Throwable cause) {
    return AttemptFailure.lasting(new RegistryConnectionFailure(error, cause), Blame.HOST);
  }
}
