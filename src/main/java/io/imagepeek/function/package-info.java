/** The faces: Funqy functions and the HTTP resource; nothing but translation. */
@NullMarked
package io.imagepeek.function;

import org.jspecify.annotations.NullMarked;
