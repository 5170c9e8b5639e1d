package io.imagepeek.function.webhook;

import java.util.List;
import java.util.Optional;

/**
 * What a registry tells of pushes.
 *
 * @param sender who sent it, by its shape: nothing is proved by that
 * @param pushed each image once, in the order of the events; empty where nothing was pushed that
 *     can be inspected
 * @param refused what could not be read beside others that could
 * @param validationCode to be sent back where the sender asks whether its notices are wanted; 1 to
 *     256 visible ASCII characters
 */
public record PushEvent(
    WebhookSource sender,
    List<PushedImage> pushed,
    List<InvalidEntry> refused,
    Optional<String> validationCode) {

  public PushEvent {
    pushed = List.copyOf(pushed);
    refused = List.copyOf(refused);
  }
}
