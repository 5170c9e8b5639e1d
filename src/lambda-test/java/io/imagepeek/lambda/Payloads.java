package io.imagepeek.lambda;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imagepeek.testing.TestImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The samples of what AWS sends, about images of the test's. */
final class Payloads {

  /** Where the images are that the samples of ECR's events are about. */
  static final String ECR = "210987654321.dkr.ecr.eu-central-1.amazonaws.com";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path SAMPLES = Path.of("src/test/resources");

  private Payloads() {}

  /** A flat request. */
  static String request(String imageName) {
    return JSON.createObjectNode().put("imageName", imageName).toString();
  }

  /** The manifests of images of a registry, as they are. */
  static String manifests(String authority, String... images) {
    ObjectNode batch = JSON.createObjectNode().put("view", "manifest");
    for (String image : images) {
      batch.withArray("images").add(authority + "/" + image);
    }
    return batch.toString();
  }

  /** An image whose manifest has more than three million bytes. */
  static TestImage large() {
    String manifest = TestImage.oci("linux/amd64").manifest();
    String padding = ",\"annotations\":{\"padding\":\"" + "x".repeat(3_000_000) + "\"}}";
    return TestImage.of(
        TestImage.OCI_MANIFEST, manifest.substring(0, manifest.lastIndexOf('}')) + padding);
  }

  /** An image was pushed to ECR. */
  static String pushed(String repository, TestImage image) {
    ObjectNode event = sample("events/ecr-push");
    ((ObjectNode) event.get("detail"))
        .put("repository-name", repository)
        .put("image-digest", image.digest());
    return event.toString();
  }

  /** Up to four messages of a queue. */
  static String batch(String... bodies) {
    ObjectNode batch = sample("lambda/sqs-standard");
    JsonNode samples = batch.get("Records");
    var records = batch.putArray("Records");
    for (String body : bodies) {
      ObjectNode message = samples.get(records.size()).deepCopy();
      records.add(message.put("body", body));
    }
    return batch.toString();
  }

  /** The id of a message of a batch. */
  static String messageId(int place) {
    return sample("lambda/sqs-standard").path("Records").path(place).path("messageId").textValue();
  }

  /** A request that came over HTTP. */
  static String http(String imageName) {
    return sample("lambda/function-url-post").put("body", request(imageName)).toString();
  }

  /** A sample, by its path below the resources. */
  static ObjectNode sample(String name) {
    try {
      return (ObjectNode) JSON.readTree(Files.readAllBytes(SAMPLES.resolve(name + ".json")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static JsonNode parse(String json) {
    try {
      return JSON.readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(json, e);
    }
  }
}
