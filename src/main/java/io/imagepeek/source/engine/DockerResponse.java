package io.imagepeek.source.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.imagepeek.failure.InspectFailure;
import io.imagepeek.failure.InspectFailure.ImageNotFoundInRegistry;
import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import io.imagepeek.failure.InspectFailure.RegistryAuthenticationFailure;
import io.imagepeek.image.Quoted;
import io.imagepeek.source.MemoryReservation;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * An answer of a Docker-compatible engine.
 *
 * @param status of HTTP
 * @param body of an error perhaps its beginning alone
 * @param charge for the body, until the inspection is over; null where there was none
 */
@SuppressWarnings("ArrayRecordComponent") // compared and shown nowhere
record DockerResponse(int status, byte[] body, @Nullable MemoryReservation charge) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** What dockerd says where it has no such page at all. */
  private static final String NO_SUCH_PAGE = "page not found";

  /**
   * Refuses the answer of an error.
   *
   * @throws InspectFailure what the error means, in the engine's own words
   */
  void requireSuccess() {
    if (status != 200) {
      throw failure(message());
    }
  }

  /** Its body is no more needed, but what was made of it, which takes so many bytes. */
  void keepOnly(long bytes) {
    if (charge != null) {
      charge.shrinkTo(bytes);
    }
  }

  private InspectFailure failure(String message) {
    boolean explained = !message.isEmpty();
    String said = "the engine answered " + status + (explained ? ": " + message : "");
    return switch (status) {
      case 400 ->
          explained
              ? new InvalidInspectParameters("imageName: " + said)
              : new InspectImageFailure(said);
      case 401, 403 -> new RegistryAuthenticationFailure(said);
      case 404 ->
          explained && !message.equals(NO_SUCH_PAGE)
              ? new ImageNotFoundInRegistry(message)
              : new InspectImageFailure(said + "; it does not speak Docker's API");
      default ->
          status == 429 || status >= 500
              ? InspectImageFailure.transientFailure(said)
              : new InspectImageFailure(said);
    };
  }

  /** Errors are objects with a message (Docker Engine API, "Errors"); {@code ""} for others. */
  private String message() {
    try {
      return Quoted.text(JSON.readTree(body).path("message").asText());
    } catch (JsonProcessingException other) {
      return "";
    } catch (IOException unexpected) {
      throw new IllegalStateException("reading from memory failed", unexpected);
    }
  }
}
