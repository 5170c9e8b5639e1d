package io.imagepeek.function.lambda;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;

/**
 * The response to an event whose results have been sent to the sink and are too large for the
 * response.
 *
 * @param sent how many results were sent
 * @param omitted why they are not here
 */
@JsonPropertyOrder({"sent", "omitted"})
public record SentResults(int sent, String omitted) {}
