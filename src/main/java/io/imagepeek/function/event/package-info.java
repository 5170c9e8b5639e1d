/** Inspections asked for by events, and their outcomes as CloudEvents. */
@NullMarked
package io.imagepeek.function.event;

import org.jspecify.annotations.NullMarked;
