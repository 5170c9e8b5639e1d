package io.imagepeek.function.event;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An event as it came. Its attributes are texts, not values of the SDK's types, which are narrower
 * than those of the specification: a time with a leap second is one, and is of no use here anyway.
 *
 * @param attributes by name, those that an event must have among them
 * @param data null where there are none
 */
@SuppressWarnings("ArrayRecordComponent") // compared and shown nowhere
public record ReceivedEvent(Map<String, String> attributes, byte @Nullable [] data) {

  /** The id that its sender gave it. */
  public String id() {
    return attributes.getOrDefault("id", "");
  }

  /** What kind of event it is. */
  public String type() {
    return attributes.getOrDefault("type", "");
  }

  /** An attribute; null where it is not there. */
  public @Nullable String attribute(String name) {
    return attributes.get(name);
  }
}
