package io.imagepeek.inspect;

import io.imagepeek.image.Digest;
import org.jspecify.annotations.Nullable;

/**
 * One of an image's documents, byte for byte as stored, and verified.
 *
 * @param digest of what the reference resolves to
 * @param platformDigest of the manifest of the chosen platform; null where no platform was chosen
 * @param documentDigest of the document itself
 * @param mediaType of the document
 * @param body must not be modified
 */
@SuppressWarnings("ArrayRecordComponent") // compared and shown nowhere
public record RawDocument(
    Digest digest,
    @Nullable Digest platformDigest,
    Digest documentDigest,
    String mediaType,
    byte[] body)
    implements Inspection {}
