/**
 * The webhooks of registries, translated into the images that were pushed. It does no I/O.
 *
 * <p>It uses {@code image} and {@code failure}. Begin with {@code PushEventReader}, which lists the
 * adapters; an {@code WebhookParser} is one sender.
 */
@NullMarked
package io.imagepeek.function.webhook;

import org.jspecify.annotations.NullMarked;
