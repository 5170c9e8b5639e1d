package io.imagepeek.image;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A reference to content that will be fetched, with the digest and size that the content must have.
 *
 * @param mediaType {@code ""} where the referring document has none
 * @param digest of the content
 * @param size of the content in bytes, never negative
 * @param annotations by sorted key; null where absent
 * @param platform the platform of an index entry; null where there is none
 */
public record Descriptor(
    String mediaType,
    Digest digest,
    long size,
    @Nullable Map<String, String> annotations,
    @Nullable Platform platform) {}
