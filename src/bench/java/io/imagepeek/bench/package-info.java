/**
 * The benchmark: imagepeek beside {@code skopeo inspect}, at a registry whose round trips cost
 * time. {@code src/bench/run} runs it; {@code src/bench/README.md} says what is measured and how.
 */
@org.jspecify.annotations.NullMarked
package io.imagepeek.bench;
