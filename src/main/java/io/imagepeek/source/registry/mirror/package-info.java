/**
 * The operator's {@code registries.conf}: mirrors, locations and blocks.
 *
 * <p>It uses {@code source.registry.network}, {@code source} and what is below. Begin with {@code
 * RegistriesConf}.
 */
@NullMarked
package io.imagepeek.source.registry.mirror;

import org.jspecify.annotations.NullMarked;
