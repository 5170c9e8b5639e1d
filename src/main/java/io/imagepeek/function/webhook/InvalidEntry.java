package io.imagepeek.function.webhook;

/**
 * One of several things that a notice tells of, which could not be read.
 *
 * @param error what is wrong with it, beginning with the path of the field
 * @param eventId the sender's id of it, else one that is made of what is wrong; 1 to 256 visible
 *     ASCII characters
 */
public record InvalidEntry(String error, String eventId) {}
