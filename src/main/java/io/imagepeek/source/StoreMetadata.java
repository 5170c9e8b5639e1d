package io.imagepeek.source;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a place keeps of an image beside its documents.
 *
 * @param repoTags its names, in familiar form: {@code alpine:3.20} and not {@code
 *     docker.io/library/alpine:3.20}
 * @param repoDigests its names by digest, {@code alpine@sha256:…}
 * @param parent the id of the image that it was built on; {@code ""} where unknown
 * @param driver what unpacks its layers; {@code ""} where nothing does
 * @param lastTagTime when a name was given to it last, RFC 3339; null where no time is kept
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

  /** An entry of a place that keeps names alone. */
  public static StoreMetadata named(List<String> repoTags, List<String> repoDigests) {
    return new StoreMetadata(repoTags, repoDigests, "", "", null);
  }
}
