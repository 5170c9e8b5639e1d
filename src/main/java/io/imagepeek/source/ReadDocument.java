package io.imagepeek.source;

import io.imagepeek.image.Digest;
import io.imagepeek.image.Document;
import org.jspecify.annotations.Nullable;

/**
 * A manifest or index as it was stored, verified.
 *
 * @param digest the SHA-256 digest of its content; for a signed schema 1 manifest of the payload
 *     without its signatures
 * @param mediaType the media type that it was served with, null where none was said
 * @param body the bytes, never changed by anyone who holds them
 * @param document what the bytes say
 */
@SuppressWarnings("ArrayRecordComponent") // compared and shown nowhere
public record ReadDocument(
    Digest digest, @Nullable String mediaType, byte[] body, Document document) {}
