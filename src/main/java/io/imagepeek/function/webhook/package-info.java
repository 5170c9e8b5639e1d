/**
 * Reads the webhooks of registries: the images that were pushed. It does no I/O.
 *
 * <p>It uses {@code image}, {@code json} and {@code failure}. Begin with {@code PushEventReader},
 * which lists the parsers; a {@code WebhookParser} reads one source.
 */
@NullMarked
package io.imagepeek.function.webhook;

import org.jspecify.annotations.NullMarked;
