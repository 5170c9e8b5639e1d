/** The operation: a query in, an inspected image out, and the documented views of it. */
@NullMarked
package io.imagepeek.inspect;

import org.jspecify.annotations.NullMarked;
