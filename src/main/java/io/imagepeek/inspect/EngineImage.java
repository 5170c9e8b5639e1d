package io.imagepeek.inspect;

import io.imagepeek.image.Digest;
import io.imagepeek.image.EngineConfig;
import io.imagepeek.source.StoreMetadata;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An image as a container engine looks at it.
 *
 * @param digest of what the reference resolves to
 * @param platformDigest of the manifest of the chosen platform; null where no platform was chosen
 * @param id what the engine calls the image by
 * @param size bytes of all its packed resources for the platform
 * @param driverData where the layers are, where an engine says it
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
