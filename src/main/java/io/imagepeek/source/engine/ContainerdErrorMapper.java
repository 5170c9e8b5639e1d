package io.imagepeek.source.engine;

import io.imagepeek.failure.InspectFailure;
import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import io.imagepeek.failure.InspectFailure.RegistryConnectionFailure;
import io.imagepeek.image.Quoted;
import io.vertx.grpc.common.GrpcStatus;
import org.jspecify.annotations.Nullable;

/** What containerd's silence and its refusals mean. */
final class ContainerdErrorMapper {

  private ContainerdErrorMapper() {}

  /** Nothing, or nothing whole, came through the socket. */
  static InspectFailure unreachable(Throwable cause) {
    return new RegistryConnectionFailure(
        "containerd cannot be reached: "
            + SocketErrorMapper.reason(cause)
            + " (imagepeek.engine.containerd-socket)",
        cause);
  }

  /** The connection ended in the middle of an answer. */
  static InspectFailure brokenOff(Throwable cause) {
    return new RegistryConnectionFailure("containerd broke its answer off", cause);
  }

  /** An answer that is none. */
  static InspectFailure malformed(String what) {
    return new InspectImageFailure("containerd's answer " + what);
  }

  /**
   * An answer of an error.
   *
   * @param message containerd's own words; null where it has none
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
