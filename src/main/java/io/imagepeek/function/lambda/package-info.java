/** The face on AWS Lambda: invocations in, their answers out. */
@NullMarked
package io.imagepeek.function.lambda;

import org.jspecify.annotations.NullMarked;
