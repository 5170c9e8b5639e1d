package io.imagepeek.image;

import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import org.jspecify.annotations.Nullable;

/**
 * JSON that is none of the kinds of documents that are read here, or is malformed or ambiguous as
 * what it says to be. Whoever wants its bytes can have them; nothing is taken for its meaning.
 *
 * @param mediaType what it says to be, or else what it was served as; {@code ""} where nothing says
 *     it
 * @param config the descriptor that it has where manifests have that of their configuration; null
 *     where there is none
 * @param why it cannot be read
 */
public record UnreadableDocument(String mediaType, @Nullable Descriptor config, String why)
    implements Document {

  /** The failure of what needs to know what it means. */
  public InspectImageFailure refusal() {
    return InspectImageFailure.ofPart(why);
  }
}
