/**
 * The operation: a query in, an inspected image out, and the documented views of it.
 *
 * <p>It uses {@code source}, {@code image} and {@code failure}, and knows no source in particular.
 * Begin with {@code Inspector}, then {@code ManifestInspection} and {@code IndexResolver}.
 */
@NullMarked
package io.imagepeek.inspect;

import org.jspecify.annotations.NullMarked;
