package io.imagepeek.source.engine;

import io.imagepeek.failure.InspectFailure;
import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import io.imagepeek.failure.InspectFailure.RegistryConnectionFailure;
import io.imagepeek.image.Quoted;
import io.vertx.grpc.common.GrpcStatus;
import org.jspecify.annotations.Nullable;

/** Maps the errors of containerd: failed connections, and calls that end with an error status. */
final class ContainerdErrorMapper {

  private ContainerdErrorMapper() {}

  /** The socket cannot be connected to, or the connection failed before a response. */
  static InspectFailure unreachable(Throwable cause) {
    return new RegistryConnectionFailure(
        "containerd cannot be reached: "
            + SocketErrorMapper.reason(cause)
            + " (imagepeek.engine.containerd-socket)",
        cause);
  }

  /** The connection ended within a response. */
  static InspectFailure brokenOff(Throwable cause) {
    return new RegistryConnectionFailure("containerd's response broke off", cause);
  }

  /**
   * A response that cannot be used.
   *
   * @param problem follows the words "containerd's response"
   */
  static InspectFailure malformed(String problem) {
    return new InspectImageFailure("containerd's response " + problem);
  }

  /**
   * A call that ended with an error status.
   *
   * @param message containerd's own message; null where it has none
   */
  static InspectFailure refused(GrpcStatus status, @Nullable String message) {
    String error =
        "containerd: "
            + status.name()
            + (message == null || message.isBlank() ? "" : ": " + Quoted.text(message));
    return switch (status) {
      case UNAVAILABLE, DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED, ABORTED, CANCELLED ->
          InspectImageFailure.transientFailure(error);
      default -> new InspectImageFailure(error);
    };
  }
}
