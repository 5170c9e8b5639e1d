/** Which hosts and addresses may be connected to, and by which way. */
@NullMarked
package io.imagepeek.source.registry.network;

import org.jspecify.annotations.NullMarked;
