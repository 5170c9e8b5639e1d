/** Challenges, tokens and the places where credentials are found. */
@NullMarked
package io.imagepeek.source.registry.auth;

import org.jspecify.annotations.NullMarked;
