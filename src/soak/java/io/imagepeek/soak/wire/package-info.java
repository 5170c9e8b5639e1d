/**
 * HTTP on loopback as nobody should speak it: callers and registries with hundreds of connections
 * on one thread each, which send what they are told and when they are told.
 */
@org.jspecify.annotations.NullMarked
package io.imagepeek.soak.wire;
