package io.imagepeek.image;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A layer as its manifest names it; it is never fetched.
 *
 * @param mimeType {@code ""} where the manifest says none, and in schema 1
 * @param digest well-formed, of any algorithm
 * @param size packed, in bytes; -1 in schema 1, which does not know it
 * @param annotations by sorted key, as given in an OCI manifest; null where absent and in Docker's
 */
public record Layer(
    String mimeType, String digest, long size, @Nullable Map<String, String> annotations) {}
