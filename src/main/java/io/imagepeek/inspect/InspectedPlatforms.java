package io.imagepeek.inspect;

import io.imagepeek.image.Digest;
import io.imagepeek.image.Platform;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * An image's manifests: its platforms, their attestations, and other artifacts.
 *
 * @param digest of what the reference resolves to
 * @param mediaType of that document
 * @param platforms in the index's order; those of a nested index in its position
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
   * @param platform null where none is stated
   * @param osVersion {@code ""} where none is stated
   * @param osFeatures what the operating system must have; null where none are stated
   * @param mediaType of the manifest; of its entry in the index if the manifest was not read
   * @param artifactType the artifact's type; null for other manifests
   * @param size bytes of the manifest
   * @param layersSize bytes of its layers as stored; empty if the manifest was not read, or does
   *     not state them
   * @param annotations those of its entry in the index; null where it has none
   * @param error why the manifest was not read; null if it was
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
