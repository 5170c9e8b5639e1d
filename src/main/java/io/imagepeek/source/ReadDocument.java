package io.imagepeek.source;

import io.imagepeek.image.Digest;
import io.imagepeek.image.Document;
import org.jspecify.annotations.Nullable;

/**
 * A verified manifest or index, as stored.
 *
 * @param digest the SHA-256 digest of its content; for a signed schema 1 manifest of the payload
 *     without its signatures
 * @param mediaType the Content-Type of the response; null where there was none
 * @param body the bytes, which must not be modified
 * @param document the parsed bytes
 */
@SuppressWarnings("ArrayRecordComponent") // never compared or printed
public record ReadDocument(
    Digest digest, @Nullable String mediaType, byte[] body, Document document) {}
