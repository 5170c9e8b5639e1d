/** Where else images may be read from: the operator's {@code registries.conf}. */
@NullMarked
package io.imagepeek.source.registry.mirror;

import org.jspecify.annotations.NullMarked;
