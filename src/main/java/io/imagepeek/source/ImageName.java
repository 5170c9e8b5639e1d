package io.imagepeek.source;

import org.jspecify.annotations.Nullable;

/**
 * An image's name as a request gives it. What it means is for its source to say: a reference for a
 * registry or an engine, a path for files.
 *
 * @param name {@code imageName}, as written
 * @param tag {@code imageTag}, as written; null where the request has none
 */
public record ImageName(String name, @Nullable String tag) {}
