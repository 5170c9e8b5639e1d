package io.imagepeek.function.lambda;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.Map;

/**
 * The answer to a request over HTTP, in the form that a function URL and API Gateway make one of.
 *
 * @param headers by name
 * @param body JSON, or a document as it is stored
 * @param isBase64Encoded whether the body is encoded, as documents are
 */
@JsonPropertyOrder({"statusCode", "headers", "body", "isBase64Encoded"})
public record HttpResponse(
    int statusCode, Map<String, String> headers, String body, boolean isBase64Encoded) {}
