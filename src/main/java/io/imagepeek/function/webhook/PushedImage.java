package io.imagepeek.function.webhook;

import java.time.Instant;
import java.util.Optional;

/**
 * An image that was pushed.
 *
 * @param imageName the name to inspect: {@code host/repository[:tag][@digest]}, with the tag and
 *     the digest that the event has; Docker Hub's host is {@code docker.io}
 * @param eventId the source's id of the event, else an id that is derived from the event's content;
 *     the same if the event is delivered again; 1 to 256 visible ASCII characters
 * @param occurredAt when the image was pushed, if the event has the time
 */
public record PushedImage(String imageName, String eventId, Optional<Instant> occurredAt) {}
