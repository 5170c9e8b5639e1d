package io.imagepeek.function.http;

/**
 * What is said to a request that never reaches a face, because where it ends, or whom it is for,
 * cannot be told for sure.
 *
 * @param error why, without a word of the request's own
 */
record RejectedRequest(int status, String error) {}
