/**
 * The face on AWS Lambda: invocations in, their results out.
 *
 * <p>It uses the other packages of {@code function} and what is below, but {@code function.http}.
 * Begin with {@code InspectHandler} and {@code Invocations}.
 */
@NullMarked
package io.imagepeek.function.lambda;

import org.jspecify.annotations.NullMarked;
