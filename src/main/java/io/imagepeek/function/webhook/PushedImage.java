package io.imagepeek.function.webhook;

import java.time.Instant;
import java.util.Optional;

/**
 * An image that was pushed.
 *
 * @param imageName what an inspection is asked for: {@code host/repository[:tag][@digest]}, with
 *     whatever of tag and digest the event has; Docker Hub's host is {@code docker.io}
 * @param eventId the sender's id of the event, else one that is made of what the event says; the
 *     same when the event is delivered again; 1 to 256 visible ASCII characters
 * @param occurredAt when it was pushed, where the event says so
 */
public record PushedImage(String imageName, String eventId, Optional<Instant> occurredAt) {}
