/** The faces over HTTP: the resource, the Funqy function, and what every request passes. */
@NullMarked
package io.imagepeek.function.http;

import org.jspecify.annotations.NullMarked;
