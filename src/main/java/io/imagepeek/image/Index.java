package io.imagepeek.image;

import io.imagepeek.failure.InspectFailure.ImageNotFoundInRegistry;
import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import java.util.Comparator;
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

  /** Nobody who looks for an image is helped by being told of it. */
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
   * @param osFeatures what the operating system must have; null where it says none
   * @param artifactType what an artifact says it is; {@code ""} where the entry says none
   */
  public record Entry(
      String mediaType,
      String digest,
      long size,
      @Nullable Map<String, String> annotations,
      @Nullable Platform platform,
      String osVersion,
      @Nullable List<String> osFeatures,
      String artifactType) {

    public Entry {
      osFeatures = osFeatures == null ? null : List.copyOf(osFeatures);
    }

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

    /** Whether this says to be an artifact: some say an image's type there. */
    public boolean isArtifact() {
      return !artifactType.isEmpty() && !MediaTypes.isImageConfig(artifactType);
    }

    /** Whether its type says that there is no image behind it. */
    public boolean saysNoImage() {
      return !isDocument() || isArtifact();
    }

    /** Whether this can be an image, or lead to one: nothing that it says is in the way. */
    public boolean mayBeImage() {
      return !saysNoImage() && !isAttestation();
    }

    /** Whether a manifest or an index can be expected there. */
    public boolean isDocument() {
      return mediaType.isEmpty() || MediaTypes.isDocument(mediaType);
    }

    /** Whether this says to be a further index. */
    public boolean isIndex() {
      DocumentKind kind = DocumentKind.of(mediaType);
      return kind == DocumentKind.OCI_INDEX || kind == DocumentKind.DOCKER_LIST;
    }

    private boolean isZstd() {
      return annotations != null && "true".equals(annotations.get(ZSTD));
    }
  }

  /**
   * The entries that may be the image of a platform, the most likely one first. In an OCI index the
   * best of {@link Platform#acceptable()} wins, and among equals zstd comes before others, then the
   * first; where none says to be for the platform, it may be any of those that say no platform. In
   * a Docker list the first entry of the best platform wins. What says to be no image is passed
   * over.
   *
   * @return only such as say a platform, if any says to be for the one wanted
   * @throws ImageNotFoundInRegistry where there is none; the text names the platforms that there
   *     are
   * @throws InspectImageFailure where all that the index holds says to be no image
   */
  public List<Entry> candidates(Platform wanted) {
    List<Platform> acceptable = wanted.acceptable();
    List<Entry> images =
        entries.stream()
            .filter(entry -> !entry.saysNoImage())
            // Whoever asks for the platform of an attestation means it.
            .filter(entry -> entry.platform() != null || !entry.isAttestation())
            .toList();
    Comparator<Entry> order = Comparator.comparingInt(entry -> rank(entry, acceptable));
    if (format == ImageFormat.OCI) {
      order = order.thenComparing(entry -> !entry.isZstd());
    }
    List<Entry> fitting =
        images.stream().filter(entry -> rank(entry, acceptable) >= 0).sorted(order).toList();
    if (fitting.isEmpty()) {
      if (holdsNoImage()) {
        throw noImage();
      }
      throw absent(wanted);
    }
    return fitting.get(0).platform() == null
        ? fitting
        : fitting.stream().filter(entry -> entry.platform() != null).toList();
  }

  /** The failure where there is no image of a platform. */
  public ImageNotFoundInRegistry absent(Platform wanted) {
    return new ImageNotFoundInRegistry(
        "no image found in %s for architecture \"%s\", variant \"%s\", OS \"%s\"%s"
            .formatted(
                format.indexName(),
                wanted.architecture(),
                wanted.variant(),
                wanted.os(),
                available()));
  }

  /** Whether all that it holds says to be no image, though there is something. */
  public boolean holdsNoImage() {
    return !entries.isEmpty() && entries.stream().allMatch(Entry::saysNoImage);
  }

  /** The failure where there is no image at all, though the index is there. */
  public InspectImageFailure noImage() {
    Entry first = entries.get(0);
    String type = first.isArtifact() ? first.artifactType() : first.mediaType();
    return InspectImageFailure.ofPart(
        "the %s holds no image: its first entry, %s, is of type \"%s\""
            .formatted(format.indexName(), Quoted.text(first.digest()), Quoted.text(type)));
  }

  /** Whether any of its images says for which platform it is. */
  public boolean statesPlatforms() {
    return entries.stream().anyMatch(entry -> entry.mayBeImage() && entry.platform() != null);
  }

  @Override
  public String mediaType() {
    return format == ImageFormat.OCI ? MediaTypes.OCI_INDEX : MediaTypes.DOCKER_LIST;
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
            .filter(Entry::mayBeImage)
            .map(Entry::platform)
            .filter(Objects::nonNull)
            .filter(platform -> platform.canBeAskedFor() && !platform.equals(ATTESTATION))
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
