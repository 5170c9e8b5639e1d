package io.imagepeek.image;

import io.imagepeek.failure.InspectFailure.ImageNotFoundInRegistry;
import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A choice of images by platform: an OCI image index or a Docker manifest list.
 *
 * @param format which of the two; they choose differently
 * @param entries in the document's order
 */
public record Index(ImageFormat format, List<Entry> entries) implements Document {

  private static final String ZSTD = "io.github.containers.compression.zstd";

  /** The annotation by which builders mark attestations, and say of which manifest they are. */
  private static final String ATTESTATION_TYPE = "vnd.docker.reference.type";

  private static final int MAX_PLATFORMS_NAMED = 20;

  /** Nobody who looks for an image is helped by being told of these. */
  private static final Platform UNSTATED = new Platform("", "", "");

  private static final Platform ATTESTATION = new Platform("unknown", "unknown", "");

  public Index {
    entries = List.copyOf(entries);
  }

  /**
   * One of the images, or a further index. Its digest is checked when it is selected: an entry that
   * nobody asks for harms nobody.
   *
   * @param mediaType {@code ""} where the index says none
   * @param digest as written
   * @param size in bytes, as written
   * @param annotations by sorted key; null where absent
   * @param platform null where the entry of an OCI index says none
   * @param osVersion the version of the operating system, for Windows; {@code ""} where it says
   *     none
   */
  public record Entry(
      String mediaType,
      String digest,
      long size,
      @Nullable Map<String, String> annotations,
      @Nullable Platform platform,
      String osVersion) {

    /**
     * What is fetched for the entry.
     *
     * @throws InspectImageFailure where its digest or size is malformed
     */
    public Descriptor descriptor() {
      return DocumentReader.descriptor(
          "selected entry", mediaType, digest, size, annotations, platform);
    }

    /** Whether this is no image but what somebody attests of one of the others. */
    public boolean isAttestation() {
      return ATTESTATION.equals(platform)
          || (annotations != null && annotations.containsKey(ATTESTATION_TYPE));
    }

    /** Whether this says to be a further index. */
    public boolean isIndex() {
      return mediaType.equals(MediaTypes.OCI_INDEX) || mediaType.equals(MediaTypes.DOCKER_LIST);
    }

    private boolean isZstd() {
      return annotations != null && "true".equals(annotations.get(ZSTD));
    }
  }

  /**
   * The entry for a platform. In an OCI index the best of {@link Platform#acceptable()} wins, those
   * that say no platform come last, and among equals zstd comes before others, then the first. In a
   * Docker list the first entry of the best platform wins.
   *
   * @throws ImageNotFoundInRegistry where there is none; the text names the platforms that there
   *     are
   * @throws InspectImageFailure where the entry's digest or size is malformed
   */
  public Descriptor select(Platform wanted) {
    List<Platform> acceptable = wanted.acceptable();
    Entry best = null;
    int bestRank = Integer.MAX_VALUE;
    for (Entry entry : entries) {
      int rank = rank(entry, acceptable);
      boolean better =
          rank < bestRank
              || (rank == bestRank && format == ImageFormat.OCI && prefersZstd(entry, best));
      if (rank >= 0 && better) {
        best = entry;
        bestRank = rank;
      }
    }
    if (best == null) {
      throw new ImageNotFoundInRegistry(
          "no image found in %s for architecture \"%s\", variant \"%s\", OS \"%s\"%s"
              .formatted(
                  format.indexName(),
                  wanted.architecture(),
                  wanted.variant(),
                  wanted.os(),
                  available()));
    }
    return best.descriptor();
  }

  @Override
  public String mediaType() {
    return format == ImageFormat.OCI ? MediaTypes.OCI_INDEX : MediaTypes.DOCKER_LIST;
  }

  private static boolean prefersZstd(Entry entry, @Nullable Entry best) {
    return best != null && entry.isZstd() && !best.isZstd();
  }

  /** The place among the acceptable platforms, behind all of them for none, or -1. */
  private int rank(Entry entry, List<Platform> acceptable) {
    if (entry.platform() == null) {
      return format == ImageFormat.OCI ? acceptable.size() : -1;
    }
    return acceptable.indexOf(entry.platform());
  }

  private String available() {
    List<String> platforms =
        entries.stream()
            .map(Entry::platform)
            .filter(Objects::nonNull)
            .filter(platform -> !platform.equals(UNSTATED) && !platform.equals(ATTESTATION))
            .distinct()
            .limit(MAX_PLATFORMS_NAMED + 1L)
            .map(platform -> Quoted.text(platform.toString()))
            .toList();
    if (platforms.isEmpty()) {
      return "; it has none";
    }
    return platforms.stream()
        .limit(MAX_PLATFORMS_NAMED)
        .collect(
            Collectors.joining(
                ", ", "; it has ", platforms.size() > MAX_PLATFORMS_NAMED ? ", …" : ""));
  }
}
