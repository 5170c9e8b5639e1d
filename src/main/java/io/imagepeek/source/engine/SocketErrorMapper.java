package io.imagepeek.source.engine;

import io.imagepeek.source.Causes;
import io.netty.channel.ConnectTimeoutException;
import java.util.Map;
import java.util.stream.Stream;

/** Maps failures to connect to an engine's socket to a reason. */
final class SocketErrorMapper {

  /** By a part of the system's message: there are no exception types for them. */
  private static final Map<String, String> REASONS =
      Map.of(
          "No such file", "the engine's socket does not exist",
          "refused", "connection refused: no engine listens on its socket",
          "Permission denied", "permission denied to the engine's socket");

  private SocketErrorMapper() {}

  /** Why the connection failed, in words that help the operator. */
  static String reason(Throwable failure) {
    return Causes.of(failure)
        .flatMap(SocketErrorMapper::reasons)
        .findFirst()
        .orElse("no connection to the engine's socket");
  }

  private static Stream<String> reasons(Throwable cause) {
    if (cause instanceof ConnectTimeoutException) {
      return Stream.of("connection timeout: the engine's socket");
    }
    String message = String.valueOf(cause.getMessage());
    return REASONS.entrySet().stream()
        .filter(known -> message.contains(known.getKey()))
        .map(Map.Entry::getValue);
  }
}
