package io.imagepeek.source;

import io.imagepeek.image.Digest;
import io.imagepeek.image.EngineConfig;
import io.imagepeek.image.ImageConfig;
import io.imagepeek.image.Layer;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An image as an engine reports it. What the engine does not report stays empty.
 *
 * @param digest the digest that the image was pulled by, else its id
 * @param config the configuration for the documented output
 * @param layers the layers by their diff IDs, base first, of unknown size
 * @param id the engine's id of the image
 * @param entry the names of the image in the engine, and their metadata
 * @param engineConfig the configuration for the engine's view
 * @param size in bytes, as the engine counts them
 * @param driverData the engine's data on the location of the layers; null where it reports none
 */
public record EngineReport(
    Digest digest,
    ImageConfig config,
    List<Layer> layers,
    String id,
    StoreMetadata entry,
    EngineConfig engineConfig,
    long size,
    @Nullable Map<String, Object> driverData) {

  public EngineReport {
    layers = List.copyOf(layers);
  }
}
