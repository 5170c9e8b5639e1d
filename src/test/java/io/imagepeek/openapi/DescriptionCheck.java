package io.imagepeek.openapi;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.imagepeek.function.ResponseHeaders;
import io.imagepeek.openapi.HttpExchange.Response;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Whether what was answered is described, and what was accepted as well. */
public final class DescriptionCheck {

  /** Those of the framework, for operators: they are no part of the interface. */
  private static final Set<String> MANAGEMENT =
      Set.of("/q/openapi", "/q/health", "/q/health/live", "/q/health/ready", "/q/health/started");

  /** What is wrong with a request whatever its path: by status, the response that describes it. */
  private static final Map<Integer, String> ANYWHERE =
      Map.of(
          400, "/components/responses/BadRequest",
          403, "/components/responses/Foreign",
          408, "/components/responses/RequestTimeout",
          413, "/components/responses/ContentTooLarge",
          415, "/components/responses/UnsupportedMediaType",
          421, "/components/responses/MisdirectedRequest");

  private static final String NOTHING_HERE = "/components/responses/NothingHere";
  private static final String METHOD_NOT_ALLOWED = "/components/responses/MethodNotAllowed";
  private static final String LINES = "application/x-ndjson";

  /** Header fields of HTTP itself, and of the server. */
  private static final Set<String> OF_HTTP =
      Set.of("content-type", "content-length", "transfer-encoding", "connection", "date");

  /** What each event in binary form has. */
  private static final List<String> OF_EVENTS =
      List.of("specversion", "id", "source", "type", "time", "causationid");

  private static final DescriptionCheck PUBLISHED =
      new DescriptionCheck(new Description(Description.published()));

  private final Description description;

  DescriptionCheck(Description description) {
    this.description = description;
  }

  /** Against the published description. */
  public static DescriptionCheck published() {
    return PUBLISHED;
  }

  /**
   * Fails unless all of it is described.
   *
   * @throws AssertionError saying what is not
   */
  public void verify(HttpExchange exchange) {
    List<String> mistakes = mistakes(exchange);
    if (!mistakes.isEmpty()) {
      throw new AssertionError(
          "%s is not as %s describes it:%n%s%n%s"
              .formatted(
                  exchange,
                  Description.FILE,
                  String.join(System.lineSeparator(), mistakes),
                  exchange.response().text()));
    }
  }

  /** What of an exchange is not as described. */
  List<String> mistakes(HttpExchange exchange) {
    String path = exchange.request().path();
    if (MANAGEMENT.contains(path)) {
      return List.of();
    }
    int status = exchange.response().status();
    Optional<String> known = description.part("/paths", path);
    if (known.isEmpty()) {
      String pointer = status == 404 ? NOTHING_HERE : ANYWHERE.get(status);
      return pointer == null
          ? List.of("the path is not described, and the status is not 404")
          : ofResponse(pointer, exchange);
    }
    Optional<String> operation = operation(known.get(), exchange.request().method());
    if (operation.isEmpty()) {
      String pointer = status == 405 ? METHOD_NOT_ALLOWED : ANYWHERE.get(status);
      return pointer == null
          ? List.of("the method is not described, and the status is not 405")
          : ofResponse(pointer, exchange);
    }
    Optional<String> response =
        description.part(operation.get(), "responses", Integer.toString(status));
    if (response.isEmpty()) {
      return List.of("the status is not described");
    }
    List<String> mistakes = new ArrayList<>(ofResponse(response.get(), exchange));
    if (isAccepted(exchange.response())) {
      mistakes.addAll(new RequestCheck(description, operation.get()).mistakes(exchange.request()));
    }
    return mistakes;
  }

  /** A HEAD is what the GET would be, without its body (RFC 9110, section 9.3.2). */
  private Optional<String> operation(String path, String method) {
    String name = method.equals("HEAD") ? "get" : method.toLowerCase(Locale.ROOT);
    return description.part(path, name);
  }

  /** Functions and events tell with status 200 that a request was wrong. */
  private static boolean isAccepted(Response response) {
    return response.status() < 300 && !response.text().contains("\"VALIDATION_ERROR\"");
  }

  private List<String> ofResponse(String pointer, HttpExchange exchange) {
    List<String> mistakes = new ArrayList<>(ofHeaders(pointer, exchange.response()));
    mistakes.addAll(ofEvent(pointer, exchange));
    if (!exchange.request().method().equals("HEAD")) {
      mistakes.addAll(ofBody(pointer, exchange.response()));
    }
    return mistakes;
  }

  private List<String> ofHeaders(String pointer, Response response) {
    List<String> mistakes = new ArrayList<>();
    List<String> undescribed = new ArrayList<>(response.headers().names());
    undescribed.removeAll(OF_HTTP);
    ResponseHeaders.ALWAYS.forEach(
        (name, value) -> {
          undescribed.remove(name.toLowerCase(Locale.ROOT));
          if (!response.headers().first(name).equals(Optional.of(value))) {
            mistakes.add("the header " + name + " is not '" + value + "'");
          }
        });
    description
        .at(pointer + "/headers")
        .fieldNames()
        .forEachRemaining(
            name -> {
              undescribed.remove(name.toLowerCase(Locale.ROOT));
              String header = description.part(pointer, "headers", name).orElseThrow();
              Optional<String> value = response.headers().first(name);
              if (value.isPresent()) {
                String schema = description.part(header, "schema").orElseThrow();
                description
                    .mistakes(schema, Parameters.value(description.at(schema), value.get()))
                    .forEach(mistake -> mistakes.add("header " + name + mistake));
              } else if (description.at(header).path("required").asBoolean()) {
                mistakes.add("the header " + name + " is missing");
              }
            });
    undescribed.forEach(name -> mistakes.add("the header " + name + " is not described"));
    return mistakes;
  }

  /** An event is answered in the form that it came in; no description can say that. */
  private List<String> ofEvent(String pointer, HttpExchange exchange) {
    Response response = exchange.response();
    boolean takesEvents = description.part(pointer, "headers", "ce-id").isPresent();
    List<String> attributes =
        response.headers().names().stream()
            .filter(name -> name.startsWith(Description.ATTRIBUTE))
            .toList();
    if (!takesEvents || !exchange.request().isBinaryEvent()) {
      return attributes.isEmpty() ? List.of() : List.of("attributes of an event: " + attributes);
    }
    return OF_EVENTS.stream()
        .filter(name -> !attributes.contains(Description.ATTRIBUTE + name))
        .map(name -> "the event's attribute " + name + " is missing")
        .toList();
  }

  private List<String> ofBody(String pointer, Response response) {
    JsonNode content = description.at(pointer + "/content");
    if (content.isEmpty()) {
      return response.body().length == 0 ? List.of() : List.of("a body is not described");
    }
    String type = response.headers().mediaType();
    // A raw document says itself what it is, and may be of any content.
    if (response.headers().first("docker-content-digest").isPresent()
        && content.has(type.split("/", 2)[0] + "/*")) {
      return List.of();
    }
    Optional<String> media = description.part(pointer, "content", type);
    if (media.isEmpty()) {
      return List.of("the content type '" + type + "' is not described");
    }
    String said = response.headers().first("content-type").orElseThrow();
    if (!said.equalsIgnoreCase(type)) {
      return List.of("the content type has parameters that are not described: " + said);
    }
    String schema = description.part(media.get(), "schema").orElseThrow();
    try {
      if (type.equals(LINES)) {
        return ofLines(schema + "/contentSchema", response.text());
      }
      JsonNode body = Description.JSON.readTree(response.body());
      List<String> mistakes = new ArrayList<>(description.mistakes(schema, body));
      if (response.status() >= 400 && body.path("statusCode").asInt() != response.status()) {
        mistakes.add("the body has another status: " + body.path("statusCode"));
      }
      return mistakes;
    } catch (IOException malformed) {
      return List.of("the body is malformed: " + malformed.getMessage());
    }
  }

  private List<String> ofLines(String schema, String text) throws JsonProcessingException {
    if (!text.endsWith("\n")) {
      return List.of("the last line has no end");
    }
    ArrayNode lines = Description.JSON.createArrayNode();
    for (String line : text.lines().toList()) {
      lines.add(Description.JSON.readTree(line));
    }
    List<String> mistakes = new ArrayList<>(description.mistakes(schema, lines));
    if (!lines.path(lines.size() - 1).has("summary")) {
      mistakes.add("the last line is no summary");
    }
    return mistakes;
  }

  /**
   * Fails unless a line of an answer in lines is described, for a test that reads line by line.
   *
   * @throws AssertionError saying what is not
   */
  public void verifyLine(JsonNode line) {
    String media =
        description
            .part("/paths", "/inspections", "post", "responses", "200", "content", LINES, "schema")
            .orElseThrow();
    List<String> mistakes =
        description.mistakes(
            media + "/contentSchema", Description.JSON.createArrayNode().add(line));
    if (!mistakes.isEmpty()) {
      throw new AssertionError(mistakes + ": " + line);
    }
  }
}
