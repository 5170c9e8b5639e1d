/**
 * What a native executable has to know of the code, one class for each library that finds types by
 * their names or does not link as it is. Options of the build stand in application.properties, at
 * {@code quarkus.native}.
 */
@NullMarked
package io.imagepeek.nativeimage;

import org.jspecify.annotations.NullMarked;
