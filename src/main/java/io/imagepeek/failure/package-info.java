/**
 * The six documented errors, each with its name, message, type and HTTP status.
 *
 * <p>This package uses no other package of imagepeek. Start reading at {@code InspectFailure}.
 */
@NullMarked
package io.imagepeek.failure;

import org.jspecify.annotations.NullMarked;
