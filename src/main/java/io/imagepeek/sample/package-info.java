/**
 * The registry of dev mode, with its sample images.
 *
 * <p>It uses {@code image}. Begin with {@code SampleImages}.
 */
@NullMarked
package io.imagepeek.sample;

import org.jspecify.annotations.NullMarked;
