package io.imagepeek.realregistry;

/** How a real registry is reached. */
enum RegistryMode {
  /** Plain HTTP, and anybody may read. */
  OPEN,
  /** TLS with an authority of its own, and Basic authentication. */
  HTPASSWD,
  /** TLS with an authority of its own, and tokens of a token service. */
  BEARER
}
