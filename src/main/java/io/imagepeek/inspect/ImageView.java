package io.imagepeek.inspect;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.imagepeek.image.ImageConfig;
import io.imagepeek.image.Layer;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The documented output: names, order and case are fixed, and no field is ever left out.
 *
 * @param digest the digest of what the reference resolves to
 * @param repoTags the tags of the repository; empty if not requested, null if the listing is denied
 * @param created when the image was built, RFC 3339; null if unknown
 * @param labels null where the configuration has none
 * @param layers the digests of the layers, base first
 * @param env null where the configuration has none
 */
@JsonPropertyOrder({
  "Digest",
  "RepoTags",
  "Created",
  "DockerVersion",
  "Labels",
  "Architecture",
  "Os",
  "Layers",
  "LayersData",
  "Env"
})
public record ImageView(
    @JsonProperty("Digest") String digest,
    @JsonProperty("RepoTags") @Nullable List<String> repoTags,
    @JsonProperty("Created") @Nullable String created,
    @JsonProperty("DockerVersion") String dockerVersion,
    @JsonProperty("Labels") @Nullable Map<String, String> labels,
    @JsonProperty("Architecture") String architecture,
    @JsonProperty("Os") String os,
    @JsonProperty("Layers") List<String> layers,
    @JsonProperty("LayersData") List<LayerView> layersData,
    @JsonProperty("Env") @Nullable List<String> env) {

  /**
   * One layer of the documented output.
   *
   * @param mimeType {@code ""} for schema 1
   * @param size bytes as stored, compressed; -1 for schema 1, which does not state it
   */
  @JsonPropertyOrder({"MIMEType", "Digest", "Size", "Annotations"})
  public record LayerView(
      @JsonProperty("MIMEType") String mimeType,
      @JsonProperty("Digest") String digest,
      @JsonProperty("Size") long size,
      @JsonProperty("Annotations") @Nullable Map<String, String> annotations) {

    static LayerView of(Layer layer) {
      return new LayerView(layer.mimeType(), layer.digest(), layer.size(), layer.annotations());
    }
  }

  /** The documented view of an inspected image. */
  public static ImageView of(InspectedImage image) {
    ImageConfig config = image.config();
    return new ImageView(
        image.digest().toString(),
        image.tags().orElse(null),
        config.created(),
        config.dockerVersion(),
        config.labels(),
        config.architecture(),
        config.os(),
        image.layers().stream().map(Layer::digest).toList(),
        image.layers().stream().map(LayerView::of).toList(),
        config.env());
  }
}
