/**
 * The operator's {@code registries.conf}: mirrors, locations and blocks.
 *
 * <p>It uses {@code source.network}, {@code json}, {@code image} and {@code failure}. Begin with
 * {@code RegistriesConf}.
 */
@NullMarked
package io.imagepeek.source.registry.mirror;

import org.jspecify.annotations.NullMarked;
