/**
 * The configuration of the native executable: one class for each library that finds types by name
 * or does not link unchanged. The build options are in application.properties, under {@code
 * quarkus.native}.
 */
@NullMarked
package io.imagepeek.nativeimage;

import org.jspecify.annotations.NullMarked;
