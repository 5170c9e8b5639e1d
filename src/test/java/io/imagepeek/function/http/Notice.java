package io.imagepeek.function.http;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imagepeek.testing.TestImage;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What a registry sends, from the samples of each sender.
 *
 * @param headers by name
 */
record Notice(String body, Map<String, String> headers) {

  static final String DISTRIBUTION = "application/vnd.docker.distribution.events.v1+json";

  private static final Path FOLDER = Path.of("src/test/resources/events");

  /** The manifest that a distribution registry tells of by its digest alone. */
  private static final Pattern CHILD = Pattern.compile("sha256:5861314d[0-9a-f]{56}");

  private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");

  /** The sample as its sender sends it. */
  static Notice sample(String name) {
    return new Notice(read(name), headers(name));
  }

  /** The same about an image that there is: an index and what is in it. */
  static Notice sample(String name, TestImage index) {
    String body = read(name);
    if (!name.startsWith("artifact-registry")) {
      return new Notice(about(body, index), headers(name));
    }
    ObjectNode tree = (ObjectNode) TestEvent.parse(body);
    ObjectNode message = (ObjectNode) tree.get("message");
    String data = new String(Base64.getDecoder().decode(message.get("data").textValue()), UTF_8);
    message.put("data", Base64.getEncoder().encodeToString(about(data, index).getBytes(UTF_8)));
    return new Notice(tree.toString(), headers(name));
  }

  /** A distribution registry's notice of pushes, each {@code host/repository@digest}. */
  static Notice pushes(String... images) {
    StringBuilder events = new StringBuilder();
    for (int i = 0; i < images.length; i++) {
      int slash = images[i].indexOf('/');
      int at = images[i].indexOf('@');
      events
          .append(i == 0 ? "" : ",")
          .append(
              """
              {"id":"push-%d","action":"push","request":{"host":"%s"},"target":{"mediaType":"%s",\
              "repository":"%s","digest":"%s"}}"""
                  .formatted(
                      i,
                      images[i].substring(0, slash),
                      TestImage.OCI_MANIFEST,
                      images[i].substring(slash + 1, at),
                      images[i].substring(at + 1)));
    }
    return new Notice("{\"events\":[" + events + "]}", Map.of("Content-Type", DISTRIBUTION));
  }

  /** The same notice with one piece of its text replaced. */
  Notice replaced(String text, String by) {
    if (!body.contains(text)) {
      throw new IllegalArgumentException(text);
    }
    return new Notice(body.replace(text, by), headers);
  }

  Notice withBody(String other) {
    return new Notice(other, headers);
  }

  Notice with(String header, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(header, value);
    return new Notice(body, more);
  }

  Response post() {
    RequestSpecification request = given().config(TestEvent.AS_IT_IS);
    headers.forEach(request::header);
    return request.body(body.getBytes(UTF_8)).post("/events");
  }

  private static Map<String, String> headers(String name) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Content-Type", "application/json");
    if (name.startsWith("distribution") || name.startsWith("gitlab")) {
      headers.put("Content-Type", DISTRIBUTION);
    } else if (name.startsWith("harbor-cloudevents")
        || name.startsWith("azure-cloudevents")
        || name.startsWith("zot")) {
      headers.put("Content-Type", TestEvent.STRUCTURED);
    } else if (name.startsWith("github")) {
      String event =
          name.substring("github-".length()).replace("-untagged", "").replace("-bare", "");
      headers.put("X-GitHub-Event", event.replace("-npm", "").replace('-', '_'));
      headers.put("X-GitHub-Delivery", "delivery-1");
    } else if (name.startsWith("gitea")) {
      for (String prefix : List.of("X-Gitea-", "X-Gogs-", "X-GitHub-")) {
        headers.put(prefix + "Event", "package");
        headers.put(prefix + "Delivery", "delivery-1");
      }
    }
    return headers;
  }

  private static String about(String text, TestImage index) {
    String child = CHILD.matcher(text).replaceAll("CHILD");
    return DIGEST
        .matcher(child)
        .replaceAll(index.digest())
        .replace("CHILD", index.children().get(0).digest());
  }

  private static String read(String name) {
    try {
      return Files.readString(FOLDER.resolve(name + ".json"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
