/**
 * In-process peers for tests: scripted registries, token services, broken servers, certificates.
 */
@org.jspecify.annotations.NullMarked
package io.imagepeek.testing;
