package io.imagepeek.function.batch;

import static io.imagepeek.function.RequestReader.CREDENTIALS;
import static io.imagepeek.function.RequestReader.IMAGE_NAME;
import static io.imagepeek.function.RequestReader.OPTIONAL_FIELDS;
import static io.imagepeek.function.RequestReader.POST_DATA;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import io.imagepeek.function.ReadRequest;
import io.imagepeek.function.RequestOptions;
import io.imagepeek.function.RequestReader;
import io.imagepeek.image.ImageReference;
import io.imagepeek.json.JsonErrors;
import io.imagepeek.json.JsonField;
import io.imagepeek.source.ImageTarget;
import io.imagepeek.source.ImageTarget.RegistryTarget;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads batches: {@code {"images": [request, …], …defaults}}. A request is either documented form,
 * or a string, which is the image's name. The defaults are the other fields of a request; they
 * stand for the fields that a request leaves out.
 *
 * <p>An error in the batch itself rejects all of it; an error in the request for one image is that
 * image's failure.
 */
final class BatchReader {

  private static final String IMAGES = "images";

  private static final Set<String> FIELDS =
      Stream.concat(Stream.of(IMAGES), OPTIONAL_FIELDS.stream())
          .collect(Collectors.toUnmodifiableSet());

  private static final String ONE_IMAGE =
      "for one image, use /inspect, or the function /inspectAnImage";

  /** Fields of other requests, and where those are sent to. */
  private static final Map<String, String> ELSEWHERE =
      Map.of(IMAGE_NAME, ONE_IMAGE, POST_DATA, ONE_IMAGE);

  private final RequestReader requests;
  private final int largest;

  /**
   * @param largest the images that a batch may have at most
   */
  BatchReader(RequestReader requests, int largest) {
    this.requests = requests;
    this.largest = largest;
  }

  /** Whether the JSON is meant as a batch: no other request has this field. */
  static boolean recognises(JsonNode tree) {
    return tree.has(IMAGES);
  }

  /**
   * Reads the images of a batch, in their order.
   *
   * @throws InvalidInspectParameters if the body is malformed, or as {@link #read(JsonNode)} does
   */
  List<ReadRequest> read(byte[] body) {
    return read(requests.parse(body));
  }

  /**
   * Reads the images of a batch, in their order.
   *
   * @throws InvalidInspectParameters naming the field that is unknown, missing or wrong
   */
  List<ReadRequest> read(JsonNode tree) {
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
    RequestOptions defaults = requests.options(batch);
    List<ReadRequest> read = new ArrayList<>(images.size());
    for (JsonNode image : images) {
      read.add(requests.read(image.isTextual() ? named(image) : image, defaults));
    }
    if (defaults.credentials() != null) {
      requireOneRegistry(read);
    }
    return read;
  }

  private static JsonNode named(JsonNode imageName) {
    return JsonNodeFactory.instance.objectNode().set(IMAGE_NAME, imageName);
  }

  /**
   * Credentials for one registry are never offered to another, so a batch with images of several
   * registries cannot have them as a default. An image whose request is invalid counts too: the
   * credentials may be for its registry.
   */
  private static void requireOneRegistry(List<ReadRequest> images) {
    long registries = images.stream().flatMap(BatchReader::registry).distinct().count();
    if (registries > 1) {
      throw new InvalidInspectParameters(
          CREDENTIALS
              + ": the images are not all of one registry; give each image its own credentials,"
              + " since those for one registry are never offered to another");
    }
  }

  /** The registry's host, or the transport of an image outside registries; empty if unreadable. */
  private static Stream<String> registry(ReadRequest image) {
    if (image instanceof ReadRequest.Valid valid) {
      ImageTarget target = valid.query().image().target();
      return Stream.of(
          target instanceof RegistryTarget registry
              ? registry.reference().host()
              : target.transport() + ":");
    }
    String name = image.imageName();
    if (name == null) {
      return Stream.empty();
    }
    try {
      return Stream.of(ImageReference.parse(name, null).host());
    } catch (InvalidInspectParameters unreadable) {
      return Stream.empty();
    }
  }
}
