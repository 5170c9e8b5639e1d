package io.imagepeek.source.engine;

import io.netty.channel.ConnectTimeoutException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Says why no connection to an engine's socket came about, in words that help. */
final class SocketErrorMapper {

  private static final int CAUSES_LOOKED_AT = 16;

  /** By what the system says, which has no exceptions of its own for them. */
  private static final Map<String, String> REASONS =
      Map.of(
          "No such file", "the engine's socket does not exist",
          "refused", "connection refused: no engine listens on its socket",
          "Permission denied", "permission denied to the engine's socket");

  private SocketErrorMapper() {}

  /** The reason of a failure to connect. */
  static String reason(Throwable failure) {
    Throwable cause = failure;
    for (int i = 0; cause != null && i < CAUSES_LOOKED_AT; i++) {
      if (cause instanceof ConnectTimeoutException) {
        return "connection timeout: the engine's socket";
      }
      String reason = known(String.valueOf(cause.getMessage()));
      if (reason != null) {
        return reason;
      }
      cause = cause.getCause();
    }
    return "no connection to the engine's socket";
  }

  private static @Nullable String known(String message) {
    return REASONS.entrySet().stream()
        .filter(known -> message.contains(known.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(null);
  }
}
