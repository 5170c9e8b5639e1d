/** What all faces share: requests in, answers out; nothing but translation. */
@NullMarked
package io.imagepeek.function;

import org.jspecify.annotations.NullMarked;
