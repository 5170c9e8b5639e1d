/** Several images in one go: each with its own result, equal ones inspected once. */
@NullMarked
package io.imagepeek.function.batch;

import org.jspecify.annotations.NullMarked;
