package io.imagepeek.inspect;

import io.imagepeek.image.Digest;
import io.imagepeek.image.EngineConfig;
import io.imagepeek.source.StoreMetadata;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An image in the view {@code engine}.
 *
 * @param digest of what the reference resolves to
 * @param platformDigest of the manifest of the chosen platform; null where no platform was chosen
 * @param id the image's id in the engine
 * @param size bytes of all its packed resources for the platform
 * @param driverData where the layers are; null where no engine reports it
 */
public record EngineImage(
    Digest digest,
    @Nullable Digest platformDigest,
    String id,
    StoreMetadata entry,
    EngineConfig config,
    long size,
    @Nullable Map<String, Object> driverData)
    implements Inspection {}
