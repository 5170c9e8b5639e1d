/**
 * The adapter for AWS Lambda: it reads invocations and writes their responses.
 *
 * <p>It uses the other packages of {@code function} except {@code function.http}, and those below.
 * Begin with {@code InspectHandler}; {@code Invocations} dispatches by the form of the payload.
 */
@NullMarked
package io.imagepeek.function.lambda;

import org.jspecify.annotations.NullMarked;
