package io.imagepeek.openapi;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.imagepeek.openapi.HttpExchange.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Whether a request that was accepted is described. */
final class RequestCheck {

  private final Description description;
  private final String operation;

  RequestCheck(Description description, String operation) {
    this.description = description;
    this.operation = operation;
  }

  List<String> mistakes(Request request) {
    List<String> mistakes = new ArrayList<>();
    Map<String, List<String>> query = Parameters.ofQuery(request.query());
    int parameters = description.at(operation + "/parameters").size();
    for (int i = 0; i < parameters; i++) {
      String parameter =
          description.part(operation, "parameters", Integer.toString(i)).orElseThrow();
      mistakes.addAll(ofParameter(parameter, query, request));
    }
    query.keySet().forEach(name -> mistakes.add("the parameter " + name + " is not described"));
    description
        .part(operation, "requestBody")
        .flatMap(body -> description.part(body, "content", request.headers().mediaType()))
        .filter(media -> !request.body().isEmpty())
        .ifPresent(
            media ->
                mistakes.addAll(
                    ofBody(description.part(media, "schema").orElseThrow(), request.body())));
    return mistakes;
  }

  private List<String> ofParameter(
      String parameter, Map<String, List<String>> query, Request request) {
    JsonNode described = description.at(parameter);
    String name = described.path("name").asText();
    Optional<List<String>> value =
        described.path("in").asText().equals("query")
            ? Optional.ofNullable(query.remove(name))
            : request.headers().first(name).map(List::of);
    if (value.isEmpty()) {
      return described.path("required").asBoolean()
          ? List.of(
              "the parameter " + name + " is required and missing, but the request was accepted")
          : List.of();
    }
    String schema = description.part(parameter, "schema").orElseThrow();
    return description
        .mistakes(schema, Parameters.value(description.at(schema), value.get()))
        .stream()
        .map(mistake -> "the parameter " + name + mistake)
        .toList();
  }

  private List<String> ofBody(String schema, String body) {
    try {
      return description.mistakes(schema, Description.JSON.readTree(body)).stream()
          .map(mistake -> "the request " + mistake)
          .toList();
    } catch (JsonProcessingException malformed) {
      return List.of("the request is malformed: " + malformed.getOriginalMessage());
    }
  }
}
