package io.imagepeek.image;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A reference to content that will be fetched, and what it must turn out to be.
 *
 * @param mediaType {@code ""} where the referrer says none
 * @param digest of the content
 * @param size of the content in bytes, never negative
 * @param annotations by sorted key; null where absent
 * @param platform of an index's entry that says one
 */
public record Descriptor(
    String mediaType,
    Digest digest,
    long size,
    @Nullable Map<String, String> annotations,
    @Nullable Platform platform) {}
