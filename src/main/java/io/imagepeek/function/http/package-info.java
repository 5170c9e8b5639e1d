/**
 * The HTTP endpoints: the JAX-RS resources, the Funqy functions, and what every request passes
 * first.
 *
 * <p>It uses the other packages of {@code function} except {@code function.lambda}, and those
 * below. Begin with {@code RouteOrder} for the way of a request, with {@code InspectResource} for
 * an inspection. {@code ApiPath} names all paths.
 */
@NullMarked
package io.imagepeek.function.http;

import org.jspecify.annotations.NullMarked;
