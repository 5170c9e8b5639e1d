package io.imagepeek.bench;

/** How a registry is reached. */
enum Access {
  /** Plain http, open to everybody. */
  OPEN,
  /** TLS, and Basic authentication. */
  BASIC,
  /** Plain http, and a bearer token of a token service. */
  TOKEN
}
