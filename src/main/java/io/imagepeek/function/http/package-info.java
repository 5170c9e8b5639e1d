/**
 * The faces over HTTP: the resources, the Funqy functions, and what every request passes first.
 *
 * <p>It uses the other packages of {@code function} and what is below, but {@code function.lambda}.
 * Begin with {@code HttpPipeline} for the routes, {@code InspectResource} for the request.
 */
@NullMarked
package io.imagepeek.function.http;

import org.jspecify.annotations.NullMarked;
