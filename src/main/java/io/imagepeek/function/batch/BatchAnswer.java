package io.imagepeek.function.batch;

/**
 * The answer to a batch, whole.
 *
 * @param statusCode 200 where it could be read, whatever came of its images
 * @param view to be written as JSON
 */
public record BatchAnswer(int statusCode, Object view) {}
