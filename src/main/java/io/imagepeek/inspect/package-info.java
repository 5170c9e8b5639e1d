/**
 * The operation: inspects the image of a query, and makes the documented views of it.
 *
 * <p>It uses {@code source}, {@code image} and {@code failure}, and no particular source. Begin
 * with {@code Inspector}, then {@code ManifestInspection} and {@code IndexResolver}.
 */
@NullMarked
package io.imagepeek.inspect;

import org.jspecify.annotations.NullMarked;
