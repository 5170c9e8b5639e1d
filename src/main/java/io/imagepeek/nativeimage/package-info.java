/** What a native executable has to know of the code. */
@NullMarked
package io.imagepeek.nativeimage;

import org.jspecify.annotations.NullMarked;
