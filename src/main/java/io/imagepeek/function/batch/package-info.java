/**
 * Several images in one request: each has its own result, and equal ones are inspected once.
 *
 * <p>It uses {@code function} and what is below. Begin with {@code BatchReader} and {@code
 * BatchRun}.
 */
@NullMarked
package io.imagepeek.function.batch;

import org.jspecify.annotations.NullMarked;
