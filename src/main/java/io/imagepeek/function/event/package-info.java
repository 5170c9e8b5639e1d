/**
 * Inspections requested by events, and their results as CloudEvents.
 *
 * <p>It uses {@code function}, {@code function.webhook} and the packages below. Begin with {@code
 * EventInspections}; {@code EventMessages} reads and writes CloudEvents.
 */
@NullMarked
package io.imagepeek.function.event;

import org.jspecify.annotations.NullMarked;
