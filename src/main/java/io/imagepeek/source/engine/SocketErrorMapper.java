package io.imagepeek.source.engine;

import io.netty.channel.ConnectTimeoutException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Maps failures to connect to an engine's socket to a reason. */
final class SocketErrorMapper {

  private static final int MAX_CAUSES = 16;

  /** By a part of the system's message: there are no exception types for them. */
  private static final Map<String, String> REASONS =
      Map.of(
          "No such file", "the engine's socket does not exist",
          "refused", "connection refused: no engine listens on its socket",
          "Permission denied", "permission denied to the engine's socket");

  private SocketErrorMapper() {}

  /** Why the connection failed, in words that help the operator. */
  static String reason(Throwable failure) {
    Throwable cause = failure;
    for (int i = 0; cause != null && i < MAX_CAUSES; i++) {
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
