package io.imagepeek.function.webhook;

/**
 * One of several entries of a push event, which could not be read.
 *
 * @param error what is wrong with it, beginning with the path of the field
 * @param eventId the source's id of the entry, else an id that is derived from the error; 1 to 256
 *     visible ASCII characters
 */
public record InvalidEntry(String error, String eventId) {}
