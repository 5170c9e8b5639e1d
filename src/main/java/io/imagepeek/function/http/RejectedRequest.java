package io.imagepeek.function.http;

/**
 * The response to a request that never reaches an endpoint, because its end or its host is not
 * certain.
 *
 * @param error why; it quotes nothing of the request
 */
record RejectedRequest(int status, String error) {}
