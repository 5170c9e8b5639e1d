/**
 * The soak: the packaged function under attack, and beside the attackers a caller who means well.
 * {@code src/soak/run} runs it; {@code src/soak/README.md} says what is done and measured.
 */
@org.jspecify.annotations.NullMarked
package io.imagepeek.soak;
