package io.imagepeek.inspect;

import io.imagepeek.image.Digest;
import io.imagepeek.image.ImageConfig;
import io.imagepeek.image.Layer;
import java.util.List;
import java.util.Optional;

/**
 * An image of one platform.
 *
 * @param digest of what the reference resolves to: of the index, where there is one
 * @param platformDigest of the manifest of the chosen platform
 * @param layers base first
 * @param tags those of the repository; empty if the registry denies the listing, an empty list if
 *     they were not requested
 */
public record InspectedImage(
    Digest digest,
    Digest platformDigest,
    ImageConfig config,
    List<Layer> layers,
    Optional<List<String>> tags)
    implements Inspection {}
