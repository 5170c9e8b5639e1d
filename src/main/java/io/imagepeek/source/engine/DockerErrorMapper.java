package io.imagepeek.source.engine;

import io.imagepeek.failure.InspectFailure.RegistryConnectionFailure;
import io.netty.handler.codec.DecoderException;

/** Says of a failed exchange with a Docker-compatible engine what was wrong, in words that help. */
final class DockerErrorMapper {

  private static final String WHERE = " (imagepeek.engine.docker-socket)";

  private DockerErrorMapper() {}

  /** No connection came about. */
  static RegistryConnectionFailure connecting(Throwable failure) {
    return failure(SocketErrorMapper.reason(failure) + WHERE, failure);
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

  private static RegistryConnectionFailure failure(String error, Throwable cause) {
    return new RegistryConnectionFailure(error, cause);
  }
}
