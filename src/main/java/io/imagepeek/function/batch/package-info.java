/**
 * Batches: several images in one request. Each image has its own result; equal images are inspected
 * once.
 *
 * <p>It uses {@code function} and what is below. Begin with {@code BatchReader} and {@code
 * BatchRun}.
 */
@NullMarked
package io.imagepeek.function.batch;

import org.jspecify.annotations.NullMarked;
