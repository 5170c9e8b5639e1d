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
 * All platforms of an image, and its attestations and artifacts in lists of their own; no field is
 * ever left out.
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
   * @param platform {@code os/architecture[/variant]}, as in a request; {@code ""} where the image
   *     states none that a request could name
   * @param osFeatures what the operating system must have; null where the image states none
   * @param mediaType of the manifest; of its entry in the index if the manifest was not read
   * @param size bytes of the manifest
   * @param layersSize bytes of all layers as stored; null if the manifest was not read
   * @param annotations of the index's entry; null where absent
   * @param error why the manifest was not read; null if it was
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
          requestable(platform),
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

  /** An attestation for a platform: an SBOM or its provenance. */
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
   * An artifact beside the images of an index: a signature, an SBOM, an index for lazy pulling.
   *
   * @param platform the platform it is for, as in a {@link PlatformView}
   * @param artifactType its type, as it states it
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
          requestable(member.platform()),
          member.digest(),
          member.mediaType(),
          Objects.requireNonNullElse(member.artifactType(), ""),
          member.size(),
          orNull(member.layersSize()),
          member.annotations(),
          member.error());
    }
  }

  /** The platform as in a request; {@code ""} where no request could name it. */
  private static String requestable(@Nullable Platform platform) {
    return platform != null && platform.canBeAskedFor() ? platform.toString() : "";
  }

  /** The view of an image. */
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
