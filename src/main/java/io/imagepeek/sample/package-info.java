/** The embedded sample registry of the dev profile. */
@NullMarked
package io.imagepeek.sample;

import org.jspecify.annotations.NullMarked;
