/**
 * The webhooks of registries, translated into the images that were pushed. It does no I/O.
 *
 * <p>It uses {@code image} and {@code failure}. Begin with {@code PushNotices}, which lists the
 * adapters; an {@code Adapter} is one sender.
 */
@NullMarked
package io.imagepeek.function.push;

import org.jspecify.annotations.NullMarked;
