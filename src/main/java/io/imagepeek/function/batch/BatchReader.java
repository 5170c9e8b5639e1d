package io.imagepeek.function.batch;

import static io.imagepeek.function.RequestReader.CREDENTIALS;
import static io.imagepeek.function.RequestReader.IMAGE_NAME;
import static io.imagepeek.function.RequestReader.IMAGE_TAG;
import static io.imagepeek.function.RequestReader.OPTIONAL_FIELDS;
import static io.imagepeek.function.RequestReader.POST_DATA;
import static io.imagepeek.function.RequestReader.TRANSPORT;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import io.imagepeek.function.InspectRequest;
import io.imagepeek.function.RequestReader;
import io.imagepeek.image.ImageReference;
import io.imagepeek.json.JsonErrors;
import io.imagepeek.json.JsonField;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads batches: {@code {"images": [request, …], …defaults}}. A request is either documented form,
 * or a string, which is the image's name. The defaults are the other fields of a request; they
 * stand for what a request does not say.
 *
 * <p>What is wrong with the batch as a whole is refused; what is wrong with one image of it is that
 * image's failure.
 */
final class BatchReader {

  private static final String IMAGES = "images";

  private static final Set<String> FIELDS =
      Stream.concat(Stream.of(IMAGES), OPTIONAL_FIELDS.stream())
          .collect(Collectors.toUnmodifiableSet());

  private static final String ONE_IMAGE =
      "one image is asked for at /inspect, as a function at /inspectAnImage";

  /** What is asked for elsewhere, by the fields that say so. */
  private static final Map<String, String> ELSEWHERE =
      Map.of(IMAGE_NAME, ONE_IMAGE, POST_DATA, ONE_IMAGE);

  /** Their images' names are references, which may have a tag. */
  private static final Set<String> BY_REFERENCE =
      Set.of(InspectRequest.DEFAULT_TRANSPORT, "docker-daemon", "containerd");

  private final RequestReader requests;
  private final int largest;

  /**
   * @param largest the images that a batch may have
   */
  BatchReader(RequestReader requests, int largest) {
    this.requests = requests;
    this.largest = largest;
  }

  /** Whether it is meant as a batch: no request has such a field. */
  static boolean recognises(JsonNode tree) {
    return tree.has(IMAGES);
  }

  /**
   * The images of a body that has still to be parsed.
   *
   * @throws InvalidInspectParameters if it is no batch
   */
  List<BatchItem> read(byte[] body) {
    return read(requests.parse(body));
  }

  /**
   * The images of a batch, in their order.
   *
   * @throws InvalidInspectParameters naming the field that is unknown, missing or wrong
   */
  List<BatchItem> read(JsonNode tree) {
    if (!tree.isObject()) {
      throw new InvalidInspectParameters("request: must be a JSON object");
    }
    JsonField batch = JsonField.root(tree, JsonErrors.INVALID_REQUEST);
    batch.requireKnown(FIELDS, ELSEWHERE);
    JsonField list = batch.get(IMAGES);
    if (!list.isPresent()) {
      throw list.error("is missing");
    }
    JsonNode images = list.node();
    if (!images.isArray() || images.isEmpty() || images.size() > largest) {
      throw list.wrongType(
          "a list of 1 to %d images%s"
              .formatted(largest, images.isArray() ? ", not of " + images.size() : ""));
    }
    ObjectNode defaults = defaults(tree);
    List<JsonNode> asked = new ArrayList<>(images.size());
    for (JsonNode image : images) {
      asked.add(completed(image, defaults));
    }
    if (defaults.has(CREDENTIALS)) {
      requireOneRegistry(asked);
    }
    return asked.stream().map(image -> BatchItem.of(requests.ask(image))).toList();
  }

  /** What the batch says for all, of the right types. */
  private ObjectNode defaults(JsonNode tree) {
    ObjectNode defaults = JsonNodeFactory.instance.objectNode();
    for (String name : new TreeSet<>(OPTIONAL_FIELDS)) {
      if (tree.hasNonNull(name)) {
        defaults.set(name, tree.get(name));
      }
    }
    var unused = requests.ask(defaults.deepCopy().put(IMAGE_NAME, "any")).request().get();
    return defaults;
  }

  private static JsonNode completed(JsonNode image, ObjectNode defaults) {
    if (image.isTextual()) {
      return completed(
          JsonNodeFactory.instance.objectNode().set(IMAGE_NAME, image), null, defaults);
    }
    JsonNode postData = image.path(POST_DATA);
    if (image.isObject() && postData.isObject()) {
      return completed((ObjectNode) image, (ObjectNode) postData, defaults);
    }
    // What else has this field is refused with that said, and not with a default beside it.
    return image.isObject() && !image.has(POST_DATA)
        ? completed((ObjectNode) image, null, defaults)
        : image;
  }

  private static JsonNode completed(
      ObjectNode image, @Nullable ObjectNode postData, ObjectNode defaults) {
    ObjectNode completed = image.deepCopy();
    ObjectNode fields = postData == null ? completed : completed.withObjectProperty(POST_DATA);
    for (var standard : defaults.properties()) {
      if (!fields.hasNonNull(standard.getKey())) {
        fields.set(standard.getKey(), standard.getValue());
      }
    }
    if (!(postData == null ? image : postData).hasNonNull(IMAGE_TAG) && namesTag(fields)) {
      fields.remove(IMAGE_TAG);
    }
    return completed;
  }

  /** Whether the name says by itself which of the repository's images is meant. */
  private static boolean namesTag(JsonNode fields) {
    String name = fields.path(IMAGE_NAME).asText();
    return BY_REFERENCE.contains(transport(fields))
        && (name.indexOf('@') >= 0
            || reference(name).filter(read -> name.endsWith(":" + read.tag())).isPresent());
  }

  /**
   * What proves something to one registry is never offered to another, so it cannot be said once
   * for images of several.
   */
  private static void requireOneRegistry(List<JsonNode> images) {
    Set<String> registries = new HashSet<>();
    for (JsonNode image : images) {
      JsonNode fields = image.has(POST_DATA) ? image.path(POST_DATA) : image;
      String transport = transport(fields);
      if (transport.equals(InspectRequest.DEFAULT_TRANSPORT)) {
        reference(fields.path(IMAGE_NAME).asText()).ifPresent(read -> registries.add(read.host()));
      } else {
        registries.add(transport + ":");
      }
    }
    if (registries.size() > 1) {
      throw new InvalidInspectParameters(
          CREDENTIALS
              + ": the images are not all of one registry; give each image its own credentials,"
              + " since those for one registry are never offered to another");
    }
  }

  private static String transport(JsonNode fields) {
    return fields.path(TRANSPORT).asText(InspectRequest.DEFAULT_TRANSPORT);
  }

  /** Empty where it is none, which reading the request will tell. */
  private static Optional<ImageReference> reference(String name) {
    try {
      return Optional.of(ImageReference.parse(name, null));
    } catch (InvalidInspectParameters invalid) {
      return Optional.empty();
    }
  }
}
