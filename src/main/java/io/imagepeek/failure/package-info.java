/**
 * The six documented errors: one catalogue, each with its name, message, type and HTTP status.
 *
 * <p>It uses nothing else of imagepeek. Begin with {@code InspectFailure}.
 */
@NullMarked
package io.imagepeek.failure;

import org.jspecify.annotations.NullMarked;
