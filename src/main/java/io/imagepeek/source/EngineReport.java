package io.imagepeek.source;

import io.imagepeek.image.Digest;
import io.imagepeek.image.EngineConfig;
import io.imagepeek.image.ImageConfig;
import io.imagepeek.image.Layer;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An image as an engine tells of it. What the engine does not tell is not invented.
 *
 * @param digest what names the image best: the digest that it was pulled by, else its id
 * @param config for the documented output
 * @param layers the diff IDs, base first, of unknown size
 * @param id as the engine says it
 * @param entry its names, and what goes with them
 * @param engineConfig for the engine's view
 * @param size in bytes, as the engine counts them
 * @param driverData what the engine says of where the layers are; null where it says nothing
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
