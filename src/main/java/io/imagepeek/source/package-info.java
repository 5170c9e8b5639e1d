/** Where images are read from: one source for each transport, and what an inspection may spend. */
@NullMarked
package io.imagepeek.source;

import org.jspecify.annotations.NullMarked;
