package io.imagepeek.inspect;

import io.imagepeek.image.Digest;
import io.imagepeek.image.Platform;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Everything that an image consists of: its platforms, and what is attested of them.
 *
 * @param digest of what the reference resolves to
 * @param mediaType of that document
 * @param platforms in the index's order; those of an index within it in its place
 * @param attestations likewise
 */
public record InspectedPlatforms(
    Digest digest, String mediaType, List<Member> platforms, List<Member> attestations)
    implements Inspection {

  @Override
  public @Nullable Digest platformDigest() {
    return null;
  }

  /**
   * A manifest of the image.
   *
   * @param platform null where nothing says one
   * @param osVersion {@code ""} where nothing says one
   * @param mediaType of the manifest
   * @param size bytes of the manifest
   * @param layersSize bytes of its layers as stored; empty where the place lacks the manifest, or
   *     it does not say them
   * @param annotations those of its entry in the index; null where it has none
   */
  public record Member(
      @Nullable Platform platform,
      String osVersion,
      String digest,
      String mediaType,
      long size,
      OptionalLong layersSize,
      @Nullable Map<String, String> annotations) {}
}
