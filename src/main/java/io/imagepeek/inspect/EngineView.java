package io.imagepeek.inspect;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.imagepeek.image.EngineConfig;
import io.imagepeek.source.StoreMetadata;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The documented view {@code engine}: names, order and case are fixed. No field is left out, except
 * for empty ones of {@link RootFs}.
 *
 * @param id the digest of the image's target, or its id in the engine
 * @param config the container configuration, as engines print it
 * @param size bytes of all packed resources for the platform
 */
@JsonPropertyOrder({
  "Id",
  "RepoTags",
  "RepoDigests",
  "Parent",
  "Comment",
  "Created",
  "DockerVersion",
  "Author",
  "Config",
  "Architecture",
  "Variant",
  "Os",
  "OsVersion",
  "Size",
  "GraphDriver",
  "RootFS",
  "Metadata"
})
public record EngineView(
    @JsonProperty("Id") String id,
    @JsonProperty("RepoTags") List<String> repoTags,
    @JsonProperty("RepoDigests") List<String> repoDigests,
    @JsonProperty("Parent") String parent,
    @JsonProperty("Comment") String comment,
    @JsonProperty("Created") String created,
    @JsonProperty("DockerVersion") String dockerVersion,
    @JsonProperty("Author") String author,
    @JsonProperty("Config") Map<String, @Nullable Object> config,
    @JsonProperty("Architecture") String architecture,
    @JsonProperty("Variant") String variant,
    @JsonProperty("Os") String os,
    @JsonProperty("OsVersion") String osVersion,
    @JsonProperty("Size") long size,
    @JsonProperty("GraphDriver") GraphDriver graphDriver,
    @JsonProperty("RootFS") RootFs rootFs,
    @JsonProperty("Metadata") Metadata metadata) {

  /**
   * The storage driver of the unpacked layers.
   *
   * @param name {@code ""} where there is none
   */
  @JsonPropertyOrder({"Name", "Data"})
  public record GraphDriver(
      @JsonProperty("Name") String name,
      @JsonProperty("Data") @Nullable Map<String, Object> data) {}

  /**
   * The unpacked layers; engines leave out what is empty here.
   *
   * @param layers their diff IDs, base first
   */
  @JsonPropertyOrder({"Type", "Layers"})
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record RootFs(
      @JsonProperty("Type") String type, @JsonProperty("Layers") List<String> layers) {}

  /**
   * The engine's own data on the image.
   *
   * @param lastTagTime RFC 3339; null where the engine has none
   */
  @JsonPropertyOrder({"LastTagTime"})
  public record Metadata(@JsonProperty("LastTagTime") @Nullable String lastTagTime) {}

  /** The documented view of an image. */
  public static EngineView of(EngineImage image) {
    EngineConfig config = image.config();
    StoreMetadata entry = image.entry();
    return new EngineView(
        image.id(),
        entry.repoTags(),
        entry.repoDigests(),
        entry.parent(),
        config.comment(),
        config.created(),
        config.dockerVersion(),
        config.author(),
        config.config(),
        config.architecture(),
        config.variant(),
        config.os(),
        config.osVersion(),
        image.size(),
        new GraphDriver(entry.driver(), image.driverData()),
        new RootFs(config.rootFsType(), config.diffIds()),
        new Metadata(entry.lastTagTime()));
  }
}
