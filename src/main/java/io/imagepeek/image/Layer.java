package io.imagepeek.image;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A layer as listed in its manifest. Layers are never fetched.
 *
 * @param mimeType {@code ""} where absent, and in schema 1
 * @param digest well-formed, of any algorithm
 * @param size compressed, in bytes; -1 in schema 1, which has no sizes
 * @param annotations by sorted key, from an OCI manifest; null where absent, and in Docker
 *     manifests
 */
public record Layer(
    String mimeType, String digest, long size, @Nullable Map<String, String> annotations) {}
