/**
 * Reads JSON trees field by field, with errors that name the field by its path.
 *
 * <p>It uses {@code failure} alone. Begin with {@code JsonField}; a {@code JsonErrors} says how its
 * user words what is wrong. Parsing, with its limits, is the user's own.
 */
@NullMarked
package io.imagepeek.json;

import org.jspecify.annotations.NullMarked;
