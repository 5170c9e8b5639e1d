/**
 * The registry of dev mode, with its sample images.
 *
 * <p>This package uses {@code image}. Start reading at {@code SampleImages}.
 */
@NullMarked
package io.imagepeek.sample;

import org.jspecify.annotations.NullMarked;
