/**
 * The cache of images in registries: manifests, configurations and tag lists, what a tag pointed to
 * and when; and one read for all inspections that need the same at once.
 *
 * <p>It uses {@code source} and what is below, and reads through the interface {@code RemoteImage}.
 * Begin with {@code CachedImage}.
 */
@NullMarked
package io.imagepeek.source.registry.cache;

import org.jspecify.annotations.NullMarked;
