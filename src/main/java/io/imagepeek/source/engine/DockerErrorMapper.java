package io.imagepeek.source.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.imagepeek.failure.InspectFailure;
import io.imagepeek.failure.InspectFailure.ImageNotFoundInRegistry;
import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import io.imagepeek.failure.InspectFailure.RegistryAuthenticationFailure;
import io.imagepeek.failure.InspectFailure.RegistryConnectionFailure;
import io.imagepeek.image.Quoted;
import io.imagepeek.source.http.AttemptFailure;
import io.imagepeek.source.http.AttemptFailure.Blame;
import io.imagepeek.source.http.ExchangeErrorMapper;
import io.imagepeek.source.http.HttpRequest;
import io.imagepeek.source.http.HttpResponse;
import io.netty.handler.codec.DecoderException;
import java.io.IOException;

/** Maps the errors of a Docker-compatible engine: failed exchanges, and responses with an error. */
final class DockerErrorMapper implements ExchangeErrorMapper {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** The message of dockerd where it does not know the path at all. */
  private static final String NO_SUCH_PAGE = "page not found";

  @Override
  public AttemptFailure connecting(Throwable cause) {
    return connection(SocketErrorMapper.reason(cause) + " (imagepeek.engine.docker-socket)", cause);
  }

  @Override
  public AttemptFailure exchanging(Throwable cause) {
    return connection(
        isMalformed(cause)
            ? "the engine's response is not valid HTTP"
            : "connection closed by the engine before it responded",
        cause);
  }

  @Override
  public AttemptFailure reading(Throwable cause) {
    return connection(
        isMalformed(cause)
            ? "the engine's response is not valid HTTP"
            : "the engine's response broke off",
        cause);
  }

  @Override
  public AttemptFailure tooLarge(HttpRequest request, int limit) {
    return attempt(
        new InspectImageFailure(
            "the engine's response is larger than the limit of "
                + limit
                + " bytes (imagepeek.engine.answer-bytes)"));
  }

  @Override
  public AttemptFailure abandoned() {
    return attempt(
        new RegistryConnectionFailure("the inspection ended before the engine responded"));
  }

  /** The inspection's time was over before the engine responded. */
  AttemptFailure timeout() {
    return attempt(new RegistryConnectionFailure("connection timeout: the engine did not respond"));
  }

  /**
   * The failure of a response whose status is not 200, with the engine's own message (Docker Engine
   * API, "Errors").
   */
  InspectFailure of(HttpResponse response) {
    int status = response.status();
    String message = message(response.body());
    boolean explained = !message.isEmpty();
    String error = "the engine responded with status " + status;
    if (explained) {
      error += ": " + message;
    }
    return switch (status) {
      case 400 ->
          explained
              ? new InvalidInspectParameters("imageName: " + error)
              : new InspectImageFailure(error);
      case 401, 403 -> new RegistryAuthenticationFailure(error);
      case 404 ->
          explained && !message.equals(NO_SUCH_PAGE)
              ? new ImageNotFoundInRegistry(message)
              : new InspectImageFailure(error + "; it does not speak Docker's API");
      default ->
          status == 429 || status >= 500
              ? InspectImageFailure.transientFailure(error)
              : new InspectImageFailure(error);
    };
  }

  /** The message of an error's JSON object; {@code ""} for any other body. */
  private static String message(byte[] body) {
    try {
      return Quoted.text(JSON.readTree(body).path("message").asText());
    } catch (JsonProcessingException notJson) {
      return "";
    } catch (IOException unexpected) {
      throw new IllegalStateException("reading from memory failed", unexpected);
    }
  }

  private static boolean isMalformed(Throwable failure) {
    return failure instanceof DecoderException || failure instanceof IllegalArgumentException;
  }

  private static AttemptFailure connection(String error, Throwable cause) {
    return attempt(new RegistryConnectionFailure(error, cause));
  }

  /** Engines have neither retry policy nor circuit breaker, so only the failure matters. */
  private static AttemptFailure attempt(InspectFailure failure) {
    return AttemptFailure.permanent(failure, Blame.UNKNOWN);
  }
}
