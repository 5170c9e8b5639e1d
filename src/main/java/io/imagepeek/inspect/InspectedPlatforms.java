package io.imagepeek.inspect;

import io.imagepeek.image.Digest;
import io.imagepeek.image.Platform;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What an image consists of: its platforms, what is attested of them, and artifacts beside them.
 *
 * @param digest of what the reference resolves to
 * @param mediaType of that document
 * @param platforms in the index's order; those of an index within it in its place
 * @param attestations likewise
 * @param artifacts likewise
 */
public record InspectedPlatforms(
    Digest digest,
    String mediaType,
    List<Member> platforms,
    List<Member> attestations,
    List<Member> artifacts)
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
   * @param osFeatures what the operating system must have; null where nothing says any
   * @param mediaType of the manifest; what its entry in the index says where it has not been read
   * @param artifactType what an artifact says it is; null for all others
   * @param size bytes of the manifest
   * @param layersSize bytes of its layers as stored; empty where the manifest has not been read, or
   *     does not say them
   * @param annotations those of its entry in the index; null where it has none
   * @param error why the manifest has not been read; null where it has
   */
  public record Member(
      @Nullable Platform platform,
      String osVersion,
      @Nullable List<String> osFeatures,
      String digest,
      String mediaType,
      @Nullable String artifactType,
      long size,
      OptionalLong layersSize,
      @Nullable Map<String, String> annotations,
      @Nullable String error) {}
}
