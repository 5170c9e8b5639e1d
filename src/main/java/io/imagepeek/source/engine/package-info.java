/** Images in container engines on this machine, asked over their sockets. */
@NullMarked
package io.imagepeek.source.engine;

import org.jspecify.annotations.NullMarked;
