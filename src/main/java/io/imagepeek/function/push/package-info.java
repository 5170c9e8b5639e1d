/** What registries send when something was pushed, translated into what was pushed; no I/O. */
@NullMarked
package io.imagepeek.function.push;

import org.jspecify.annotations.NullMarked;
