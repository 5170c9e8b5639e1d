package io.imagepeek.function.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.restassured.config.EncoderConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A CloudEvent as a test sends it, and as it gets one back.
 *
 * @param attributes by name; in binary form without the content type
 * @param data JSON
 */
record TestEvent(Map<String, String> attributes, String data) {

  static final String STRUCTURED = "application/cloudevents+json";

  /** How an event stands in a message. */
  enum Form {
    BINARY,
    STRUCTURED
  }

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Bodies and content types are sent as they are given. */
  static final RestAssuredConfig AS_IT_IS =
      RestAssuredConfig.config()
          .encoderConfig(
              EncoderConfig.encoderConfig()
                  .defaultContentCharset("UTF-8")
                  .appendDefaultContentCharsetToContentTypeIfUndefined(false)
                  .encodeContentTypeAs(STRUCTURED, ContentType.TEXT)
                  .encodeContentTypeAs(Notice.DISTRIBUTION, ContentType.TEXT));

  /** An event that asks for an inspection. */
  static TestEvent asking(String data) {
    Map<String, String> attributes = new LinkedHashMap<>();
    attributes.put("specversion", "1.0");
    attributes.put("id", "event-1");
    attributes.put("source", "/tests");
    attributes.put("type", "io.imagepeek.image.inspect");
    return new TestEvent(attributes, data);
  }

  /** An event that asks for the inspection of an image by its name alone. */
  static TestEvent about(String imageName) {
    return asking(JSON.createObjectNode().put("imageName", imageName).toString());
  }

  TestEvent with(String attribute, String value) {
    Map<String, String> changed = new LinkedHashMap<>(attributes);
    changed.put(attribute, value);
    return new TestEvent(changed, data);
  }

  /** Sends it to the root. */
  Response post(Form form) {
    return post(form, "/");
  }

  Response post(Form form, String path) {
    RequestSpecification request = given().config(AS_IT_IS);
    if (form == Form.STRUCTURED) {
      return request.contentType(STRUCTURED).body(structured()).post(path);
    }
    attributes.forEach((name, value) -> request.header("ce-" + name, value));
    return request.contentType("application/json").body(data).post(path);
  }

  /** The body in structured form. */
  String structured() {
    ObjectNode tree = JSON.createObjectNode();
    attributes.forEach(tree::put);
    return tree.set("data", parse(data)).toString();
  }

  /** The event that was answered; fails unless it came in this form, with status 200. */
  static TestEvent in(Response response, Form form) {
    assertThat(response.statusCode()).as(response.asString()).isEqualTo(200);
    if (form == Form.STRUCTURED) {
      assertThat(response.contentType()).isEqualTo(STRUCTURED);
      assertThat(response.headers()).noneMatch(header -> isAttribute(header.getName()));
      return of(parse(response.asString()));
    }
    assertThat(response.contentType()).isEqualTo("application/json");
    Map<String, String> attributes = new LinkedHashMap<>();
    response.headers().asList().stream()
        .filter(header -> isAttribute(header.getName()))
        .forEach(header -> attributes.put(header.getName().substring(3), header.getValue()));
    return new TestEvent(attributes, response.asString());
  }

  /** An event in the JSON format, whose data is JSON. */
  static TestEvent of(JsonNode tree) {
    Map<String, String> attributes = new LinkedHashMap<>();
    tree.properties().stream()
        .filter(field -> !field.getKey().equals("data"))
        .forEach(field -> attributes.put(field.getKey(), field.getValue().textValue()));
    assertThat(attributes.remove("datacontenttype")).isEqualTo("application/json");
    return new TestEvent(attributes, tree.path("data").toString());
  }

  private static boolean isAttribute(String header) {
    return header.startsWith("ce-");
  }

  static JsonNode parse(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(json, e);
    }
  }
}
