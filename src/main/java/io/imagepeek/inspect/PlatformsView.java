package io.imagepeek.inspect;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.imagepeek.image.Platform;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * All platforms of an image, its attestations set apart; no field is ever left out.
 *
 * @param digest of what the reference resolves to
 * @param mediaType of that document
 */
@JsonPropertyOrder({"Digest", "MediaType", "Platforms", "Attestations"})
public record PlatformsView(
    @JsonProperty("Digest") String digest,
    @JsonProperty("MediaType") String mediaType,
    @JsonProperty("Platforms") List<PlatformView> platforms,
    @JsonProperty("Attestations") List<AttestationView> attestations) {

  /**
   * One platform.
   *
   * @param platform {@code os/architecture[/variant]}, as a request may ask for it; {@code ""}
   *     where the image says none
   * @param size bytes of the manifest
   * @param layersSize bytes of all layers as stored; null where the manifest is not there
   * @param annotations of the index's entry; null where absent
   */
  @JsonPropertyOrder({
    "Platform",
    "Os",
    "Architecture",
    "Variant",
    "OsVersion",
    "Digest",
    "MediaType",
    "Size",
    "LayersSize",
    "Annotations"
  })
  public record PlatformView(
      @JsonProperty("Platform") String platform,
      @JsonProperty("Os") String os,
      @JsonProperty("Architecture") String architecture,
      @JsonProperty("Variant") String variant,
      @JsonProperty("OsVersion") String osVersion,
      @JsonProperty("Digest") String digest,
      @JsonProperty("MediaType") String mediaType,
      @JsonProperty("Size") long size,
      @JsonProperty("LayersSize") @Nullable Long layersSize,
      @JsonProperty("Annotations") @Nullable Map<String, String> annotations) {

    static PlatformView of(InspectedPlatforms.Member member) {
      Platform platform = member.platform();
      return new PlatformView(
          platform == null ? "" : platform.toString(),
          platform == null ? "" : platform.os(),
          platform == null ? "" : platform.architecture(),
          platform == null ? "" : platform.variant(),
          member.osVersion(),
          member.digest(),
          member.mediaType(),
          member.size(),
          orNull(member.layersSize()),
          member.annotations());
    }
  }

  /** What is attested of one of the platforms: an SBOM, how it was built. */
  @JsonPropertyOrder({"Digest", "MediaType", "Size", "LayersSize", "Annotations"})
  public record AttestationView(
      @JsonProperty("Digest") String digest,
      @JsonProperty("MediaType") String mediaType,
      @JsonProperty("Size") long size,
      @JsonProperty("LayersSize") @Nullable Long layersSize,
      @JsonProperty("Annotations") @Nullable Map<String, String> annotations) {

    static AttestationView of(InspectedPlatforms.Member member) {
      return new AttestationView(
          member.digest(),
          member.mediaType(),
          member.size(),
          orNull(member.layersSize()),
          member.annotations());
    }
  }

  /** The view of what was found. */
  public static PlatformsView of(InspectedPlatforms found) {
    return new PlatformsView(
        found.digest().toString(),
        found.mediaType(),
        found.platforms().stream().map(PlatformView::of).toList(),
        found.attestations().stream().map(AttestationView::of).toList());
  }

  private static @Nullable Long orNull(OptionalLong size) {
    return size.isPresent() ? size.getAsLong() : null;
  }
}
