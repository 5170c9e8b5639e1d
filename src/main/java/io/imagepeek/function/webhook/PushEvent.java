package io.imagepeek.function.webhook;

import java.util.List;
import java.util.Optional;

/**
 * The images that a registry reports as pushed.
 *
 * @param source the source by the form of the JSON. Any client can send such JSON.
 * @param pushed each image once, in the order of the events; empty if no image was pushed
 * @param refused the entries that could not be read beside others that could
 * @param validationCode the code to send back if the source validates the endpoint; 1 to 256
 *     visible ASCII characters
 */
public record PushEvent(
    WebhookSource source,
    List<PushedImage> pushed,
    List<InvalidEntry> refused,
    Optional<String> validationCode) {

  public PushEvent {
    pushed = List.copyOf(pushed);
    refused = List.copyOf(refused);
  }
}
