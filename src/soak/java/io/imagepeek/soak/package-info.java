/**
 * The soak test: the packaged function under attack, and a normal client at the same time. {@code
 * src/soak/run} runs it; {@code src/soak/README.md} says what is done and measured.
 */
@org.jspecify.annotations.NullMarked
package io.imagepeek.soak;
