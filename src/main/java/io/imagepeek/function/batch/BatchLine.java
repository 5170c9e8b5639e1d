package io.imagepeek.function.batch;

/**
 * One line of a response of newline-delimited JSON.
 *
 * @param view to be written as JSON
 * @param written to be run once the line is written; it releases the line's memory
 */
public record BatchLine(Object view, Runnable written) {}
