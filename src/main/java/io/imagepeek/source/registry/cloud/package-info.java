/** Credentials for the registries of clouds by the identity that the function runs under. */
@NullMarked
package io.imagepeek.source.registry.cloud;

import org.jspecify.annotations.NullMarked;
