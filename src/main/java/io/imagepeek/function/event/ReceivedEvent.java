package io.imagepeek.function.event;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An event as it was received. Its attributes are strings and not of the SDK's types, which refuse
 * valid values, for instance a time with a leap second.
 *
 * @param attributes by name, including all required ones
 * @param data null if there are none
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

  /** An attribute; null if it is absent. */
  public @Nullable String attribute(String name) {
    return attributes.get(name);
  }
}
