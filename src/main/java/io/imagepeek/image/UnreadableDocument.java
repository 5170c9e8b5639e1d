package io.imagepeek.image;

import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import org.jspecify.annotations.Nullable;

/**
 * A JSON document of an unknown kind, or one that is malformed or ambiguous. Its bytes can be
 * served, but its content is not interpreted.
 *
 * @param mediaType its {@code mediaType}, else its Content-Type; {@code ""} where it has neither
 * @param config the descriptor in its {@code config} field; null where there is none
 * @param why the reason why it is unreadable
 */
public record UnreadableDocument(String mediaType, @Nullable Descriptor config, String why)
    implements Document {

  /** The failure for a view that needs its content. */
  public InspectImageFailure refusal() {
    return InspectImageFailure.ofPart(why);
  }
}
