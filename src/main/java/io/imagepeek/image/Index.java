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
 * A list of images, usually one for each platform: an OCI image index or a Docker manifest list.
 *
 * @param format which of the two; each has its own rule for selecting an entry
 * @param entries in the document's order
 */
public record Index(ImageFormat format, List<Entry> entries) implements Document {

  private static final String ZSTD = "io.github.containers.compression.zstd";

  /** The annotation by which builders mark attestations. */
  private static final String ATTESTATION_TYPE = "vnd.docker.reference.type";

  private static final int MAX_PLATFORMS_NAMED = 20;

  /** The platform that builders give to attestations. Messages do not list it. */
  private static final Platform ATTESTATION = new Platform("unknown", "unknown", "");

  public Index {
    entries = List.copyOf(entries);
  }

  /**
   * One of the images, or a nested index. The digest is checked when the entry is selected, so that
   * a malformed entry does not affect the others.
   *
   * @param mediaType {@code ""} where the index has none
   * @param digest as written
   * @param size in bytes, as written
   * @param annotations by sorted key; null where absent
   * @param platform null where the entry of an OCI index has none
   * @param osVersion the version of the operating system, for Windows; {@code ""} where absent
   * @param osFeatures the required features of the operating system; null where absent
   * @param artifactType the type of an artifact; {@code ""} where absent
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
     * The descriptor to fetch the entry by.
     *
     * @throws InspectImageFailure if the digest or the size is malformed
     */
    public Descriptor descriptor() {
      return DocumentReader.descriptor(
          "selected entry", mediaType, digest, size, annotations, platform);
    }

    /** Whether this is an attestation about another entry, not an image. */
    public boolean isAttestation() {
      return ATTESTATION.equals(platform)
          || (annotations != null && annotations.containsKey(ATTESTATION_TYPE));
    }

    /**
     * Whether the artifact type marks this as an artifact. Some builders set the type of an image
     * there.
     */
    public boolean isArtifact() {
      return !artifactType.isEmpty() && !MediaTypes.isImageConfig(artifactType);
    }

    /** Whether the types exclude that this is an image. */
    public boolean saysNoImage() {
      return !isDocument() || isArtifact();
    }

    /**
     * Whether this can be an image or a nested index: neither its types nor its platform exclude
     * it.
     */
    public boolean mayBeImage() {
      return !saysNoImage() && !isAttestation();
    }

    /** Whether the media type is that of a manifest or an index, or absent. */
    public boolean isDocument() {
      return mediaType.isEmpty() || MediaTypes.isDocument(mediaType);
    }

    /** Whether the media type is that of a nested index. */
    public boolean isIndex() {
      DocumentKind kind = DocumentKind.of(mediaType);
      return kind == DocumentKind.OCI_INDEX || kind == DocumentKind.DOCKER_LIST;
    }

    private boolean isZstd() {
      return annotations != null && "true".equals(annotations.get(ZSTD));
    }
  }

  /**
   * The entries that may be the image of a platform, best match first. In an OCI index the best of
   * {@link Platform#acceptable()} wins; among equals, zstd wins, then the first entry. If no entry
   * names an acceptable platform, all entries without a platform are candidates. In a Docker list
   * the first entry of the best platform wins. Entries that are not images are skipped.
   *
   * @return only entries with a platform, if one of them matches
   * @throws ImageNotFoundInRegistry if there is none; the message lists the available platforms
   * @throws InspectImageFailure if the index contains no image at all
   */
  public List<Entry> candidates(Platform wanted) {
    List<Platform> acceptable = wanted.acceptable();
    List<Entry> images =
        entries.stream()
            .filter(entry -> !entry.saysNoImage())
            // A request for the platform of an attestation selects the attestation.
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

  /** The failure if there is no image for a platform. */
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

  /** Whether there are entries, but none of them is an image. */
  public boolean holdsNoImage() {
    return !entries.isEmpty() && entries.stream().allMatch(Entry::saysNoImage);
  }

  /** The failure if no entry is an image. */
  public InspectImageFailure noImage() {
    Entry first = entries.get(0);
    String type = first.isArtifact() ? first.artifactType() : first.mediaType();
    return InspectImageFailure.ofPart(
        "the %s contains no image: its first entry, %s, has the type \"%s\""
            .formatted(format.indexName(), Quoted.text(first.digest()), Quoted.text(type)));
  }

  /** Whether any image in this index names its platform. */
  public boolean statesPlatforms() {
    return entries.stream().anyMatch(entry -> entry.mayBeImage() && entry.platform() != null);
  }

  @Override
  public String mediaType() {
    return format == ImageFormat.OCI ? MediaTypes.OCI_INDEX : MediaTypes.DOCKER_LIST;
  }

  /**
   * The index among the acceptable platforms; after the last one for an OCI entry without a
   * platform; -1 for no match.
   */
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
      return "; no platforms are available";
    }
    return platforms.stream()
        .limit(MAX_PLATFORMS_NAMED)
        .collect(
            Collectors.joining(
                ", ", "; available: ", platforms.size() > MAX_PLATFORMS_NAMED ? ", …" : ""));
  }
}
