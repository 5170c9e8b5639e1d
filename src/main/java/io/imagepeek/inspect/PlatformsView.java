package io.imagepeek.inspect;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.imagepeek.image.Platform;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * All platforms of an image, its attestations and artifacts set apart; no field is ever left out.
 *
 * @param digest of what the reference resolves to
 * @param mediaType of that document
 */
@JsonPropertyOrder({"Digest", "MediaType", "Platforms", "Attestations", "Artifacts"})
public record PlatformsView(
    @JsonProperty("Digest") String digest,
    @JsonProperty("MediaType") String mediaType,
    @JsonProperty("Platforms") List<PlatformView> platforms,
    @JsonProperty("Attestations") List<AttestationView> attestations,
    @JsonProperty("Artifacts") List<ArtifactView> artifacts) {

  /**
   * One platform.
   *
   * @param platform {@code os/architecture[/variant]}, as a request may ask for it; {@code ""}
   *     where the image says none that could be asked for
   * @param osFeatures what the operating system must have; null where the image says none
   * @param mediaType of the manifest; what the index says of it where it has not been read
   * @param size bytes of the manifest
   * @param layersSize bytes of all layers as stored; null where the manifest has not been read
   * @param annotations of the index's entry; null where absent
   * @param error why the manifest has not been read; null where it has
   */
  @JsonPropertyOrder({
    "Platform",
    "Os",
    "Architecture",
    "Variant",
    "OsVersion",
    "OsFeatures",
    "Digest",
    "MediaType",
    "Size",
    "LayersSize",
    "Annotations",
    "Error"
  })
  public record PlatformView(
      @JsonProperty("Platform") String platform,
      @JsonProperty("Os") String os,
      @JsonProperty("Architecture") String architecture,
      @JsonProperty("Variant") String variant,
      @JsonProperty("OsVersion") String osVersion,
      @JsonProperty("OsFeatures") @Nullable List<String> osFeatures,
      @JsonProperty("Digest") String digest,
      @JsonProperty("MediaType") String mediaType,
      @JsonProperty("Size") long size,
      @JsonProperty("LayersSize") @Nullable Long layersSize,
      @JsonProperty("Annotations") @Nullable Map<String, String> annotations,
      @JsonProperty("Error") @Nullable String error) {

    static PlatformView of(InspectedPlatforms.Member member) {
      Platform platform = member.platform();
      return new PlatformView(
          asked(platform),
          platform == null ? "" : platform.os(),
          platform == null ? "" : platform.architecture(),
          platform == null ? "" : platform.variant(),
          member.osVersion(),
          member.osFeatures(),
          member.digest(),
          member.mediaType(),
          member.size(),
          orNull(member.layersSize()),
          member.annotations(),
          member.error());
    }
  }

  /** What is attested of one of the platforms: an SBOM, how it was built. */
  @JsonPropertyOrder({"Digest", "MediaType", "Size", "LayersSize", "Annotations", "Error"})
  public record AttestationView(
      @JsonProperty("Digest") String digest,
      @JsonProperty("MediaType") String mediaType,
      @JsonProperty("Size") long size,
      @JsonProperty("LayersSize") @Nullable Long layersSize,
      @JsonProperty("Annotations") @Nullable Map<String, String> annotations,
      @JsonProperty("Error") @Nullable String error) {

    static AttestationView of(InspectedPlatforms.Member member) {
      return new AttestationView(
          member.digest(),
          member.mediaType(),
          member.size(),
          orNull(member.layersSize()),
          member.annotations(),
          member.error());
    }
  }

  /**
   * What stands beside the images of an index and is none: a signature, an SBOM, an index for lazy
   * pulling.
   *
   * @param platform that it is for, as that of a {@link PlatformView}
   * @param artifactType what it says it is
   */
  @JsonPropertyOrder({
    "Platform",
    "Digest",
    "MediaType",
    "ArtifactType",
    "Size",
    "LayersSize",
    "Annotations",
    "Error"
  })
  public record ArtifactView(
      @JsonProperty("Platform") String platform,
      @JsonProperty("Digest") String digest,
      @JsonProperty("MediaType") String mediaType,
      @JsonProperty("ArtifactType") String artifactType,
      @JsonProperty("Size") long size,
      @JsonProperty("LayersSize") @Nullable Long layersSize,
      @JsonProperty("Annotations") @Nullable Map<String, String> annotations,
      @JsonProperty("Error") @Nullable String error) {

    static ArtifactView of(InspectedPlatforms.Member member) {
      return new ArtifactView(
          asked(member.platform()),
          member.digest(),
          member.mediaType(),
          Objects.requireNonNullElse(member.artifactType(), ""),
          member.size(),
          orNull(member.layersSize()),
          member.annotations(),
          member.error());
    }
  }

  /** The platform as a request may ask for it; {@code ""} for what none could. */
  private static String asked(@Nullable Platform platform) {
    return platform != null && platform.canBeAskedFor() ? platform.toString() : "";
  }

  /** The view of what was found. */
  public static PlatformsView of(InspectedPlatforms found) {
    return new PlatformsView(
        found.digest().toString(),
        found.mediaType(),
        found.platforms().stream().map(PlatformView::of).toList(),
        found.attestations().stream().map(AttestationView::of).toList(),
        found.artifacts().stream().map(ArtifactView::of).toList());
  }

  private static @Nullable Long orNull(OptionalLong size) {
    return size.isPresent() ? size.getAsLong() : null;
  }
}
