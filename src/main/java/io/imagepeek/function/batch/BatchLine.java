package io.imagepeek.function.batch;

/**
 * A line of an answer in lines.
 *
 * @param view to be written as JSON
 * @param written to be told when it has been: only then another one may have its memory
 */
public record BatchLine(Object view, Runnable written) {}
