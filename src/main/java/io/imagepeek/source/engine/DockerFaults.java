package io.imagepeek.source.engine;

import io.imagepeek.failure.InspectFailure.RegistryConnectionFailure;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.DecoderException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Says of a failed exchange with a Docker-compatible engine what was wrong, in words that help. */
final class DockerFaults {

  private static final int CAUSES_LOOKED_AT = 16;

  private static final String WHERE = " (imagepeek.engine.docker-socket)";

  /** By what the system says, which has no exceptions of its own for them. */
  private static final Map<String, String> REASONS =
      Map.of(
          "No such file", "the engine's socket does not exist",
          "refused", "connection refused: no engine listens on its socket",
          "Permission denied", "permission denied to the engine's socket");

  private DockerFaults() {}

  /** No connection came about. */
  static RegistryConnectionFailure connecting(Throwable failure) {
    Throwable cause = failure;
    for (int i = 0; cause != null && i < CAUSES_LOOKED_AT; i++) {
      if (cause instanceof ConnectTimeoutException) {
        return failure("connection timeout: the engine's socket", failure);
      }
      String reason = reason(String.valueOf(cause.getMessage()));
      if (reason != null) {
        return failure(reason + WHERE, failure);
      }
      cause = cause.getCause();
    }
    return failure("no connection to the engine's socket" + WHERE, failure);
  }

  /** The connection failed between the request and its answer. */
  static RegistryConnectionFailure exchanging(Throwable failure) {
    return failure(
        isMalformed(failure)
            ? "the engine's answer is not valid HTTP"
            : "connection closed by the engine before it answered",
        failure);
  }

  /** The connection failed within the answer. */
  static RegistryConnectionFailure reading(Throwable failure) {
    return failure(
        isMalformed(failure)
            ? "the engine's answer is not valid HTTP"
            : "the engine's answer broke off",
        failure);
  }

  /** Nobody waits for the answer any longer. */
  static RegistryConnectionFailure abandoned() {
    return new RegistryConnectionFailure("the inspection ended before the engine answered");
  }

  private static boolean isMalformed(Throwable failure) {
    return failure instanceof DecoderException || failure instanceof IllegalArgumentException;
  }

  private static @Nullable String reason(String message) {
    return REASONS.entrySet().stream()
        .filter(known -> message.contains(known.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(null);
  }

  private static RegistryConnectionFailure failure(String error, Throwable cause) {
    return new RegistryConnectionFailure(error, cause);
  }
}
