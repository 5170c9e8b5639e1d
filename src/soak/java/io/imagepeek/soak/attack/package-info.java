/** The attacks, each in a class of its own, and what their registries serve. */
@org.jspecify.annotations.NullMarked
package io.imagepeek.soak.attack;
