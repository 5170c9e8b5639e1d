package io.imagepeek.source;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A source's metadata of an image, beside its documents.
 *
 * @param repoTags its names, in familiar form: {@code alpine:3.20} and not {@code
 *     docker.io/library/alpine:3.20}
 * @param repoDigests its names by digest, {@code alpine@sha256:…}
 * @param parent the id of the image that it was built on; {@code ""} where unknown
 * @param driver the snapshotter or storage driver; {@code ""} where there is none
 * @param lastTagTime the time of its newest name, RFC 3339; null where the source keeps no times
 */
public record StoreMetadata(
    List<String> repoTags,
    List<String> repoDigests,
    String parent,
    String driver,
    @Nullable String lastTagTime) {

  public StoreMetadata {
    repoTags = List.copyOf(repoTags);
    repoDigests = List.copyOf(repoDigests);
  }

  /** The metadata of a source that keeps only names. */
  public static StoreMetadata named(List<String> repoTags, List<String> repoDigests) {
    return new StoreMetadata(repoTags, repoDigests, "", "", null);
  }
}
