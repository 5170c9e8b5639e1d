/** The registry client: one exchange, redirects, retries and limits. */
@NullMarked
package io.imagepeek.source.registry;

import org.jspecify.annotations.NullMarked;
