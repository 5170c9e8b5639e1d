package io.imagepeek.function.lambda;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.Map;

/**
 * The response to an HTTP request, as function URLs and API Gateway take it.
 *
 * @param headers by name
 * @param body JSON, or a raw document
 * @param isBase64Encoded whether the body is in base64, as raw documents are
 */
@JsonPropertyOrder({"statusCode", "headers", "body", "isBase64Encoded"})
public record HttpResponse(
    int statusCode, Map<String, String> headers, String body, boolean isBase64Encoded) {}
