package io.imagepeek.function.lambda;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;

/**
 * The answer to an event whose results have been sent to the sink, and are too large to be answered
 * as well.
 *
 * @param sent how many they are
 * @param omitted why they do not stand here
 */
@JsonPropertyOrder({"sent", "omitted"})
public record SentResults(int sent, String omitted) {}
