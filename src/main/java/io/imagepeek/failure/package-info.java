/** The six documented errors: one catalogue, each with its name, message, type and status. */
@NullMarked
package io.imagepeek.failure;

import org.jspecify.annotations.NullMarked;
