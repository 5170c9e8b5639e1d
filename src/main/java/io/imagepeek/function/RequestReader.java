package io.imagepeek.function;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import io.imagepeek.image.ImageReference;
import io.imagepeek.inspect.InspectQuery.TagsWanted;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads requests strictly: an unknown field is an error that names it, since a request whose fields
 * are silently ignored gets a wrong response.
 */
public final class RequestReader {

  /** The field of the image's name. */
  public static final String IMAGE_NAME = "imageName";

  /** The field of its tag. */
  public static final String IMAGE_TAG = "imageTag";

  /** The field of the transport: where the image is. */
  public static final String TRANSPORT = "containerImageTransport";

  private static final String VIEW = "view";
  private static final String PLATFORM = "platform";
  static final String REPO_TAGS = "repoTags";

  /** The field of the credentials for the registry. */
  public static final String CREDENTIALS = "credentials";

  static final String MAX_AGE = "maxAge";
  static final String FALLBACKS = "fallbacks";

  /** The field that holds all others in the nested form. */
  public static final String POST_DATA = "postData";

  private static final Set<String> FIELDS =
      Set.of(
          IMAGE_NAME,
          IMAGE_TAG,
          TRANSPORT,
          VIEW,
          PLATFORM,
          REPO_TAGS,
          CREDENTIALS,
          MAX_AGE,
          FALLBACKS);

  /** The optional fields: all but the image's name. */
  public static final Set<String> OPTIONAL_FIELDS =
      FIELDS.stream()
          .filter(name -> !name.equals(IMAGE_NAME))
          .collect(Collectors.toUnmodifiableSet());

  private static final Set<String> OUTER_FIELDS = Set.of(IMAGE_NAME, POST_DATA);

  /** Fields of other requests, and where to send those. */
  private static final Map<String, String> ELSEWHERE =
      Map.of(
          "images",
          "for several images, use POST /inspections, or the function /inspectImages",
          "specversion",
          "for a CloudEvent, use POST / with the Content-Type application/cloudevents+json");

  private static final int MAX_FALLBACKS = 10;

  /** The limit of a template, since each NAME in it is replaced by the image's name. */
  private static final int TEMPLATE_CHARACTERS = 512;

  private static final String BYTE_ORDER_MARK = "\ufeff";
  private static final int NESTING = 32;
  private static final int SHOWN_CHARACTERS = 64;

  private final ObjectMapper json =
      new ObjectMapper(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(NESTING).build())
                  .build())
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  /**
   * Parses a request's body.
   *
   * @throws InvalidInspectParameters if it is not UTF-8, is malformed, has a key twice, or has
   *     anything after its end
   */
  public JsonNode parse(byte[] body) {
    try {
      JsonNode tree = json.readTree(text(body));
      if (tree == null || tree.isMissingNode()) {
        throw new InvalidInspectParameters("request: the body is empty; it must be a JSON object");
      }
      return tree;
    } catch (JsonProcessingException malformed) {
      throw new InvalidInspectParameters(malformation(malformed));
    }
  }

  /** RFC 8259 §8.1 allows UTF-8 only; the parser would guess the encoding. */
  private static String text(byte[] body) {
    try {
      String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
      return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    } catch (CharacterCodingException notUtf8) {
      throw new InvalidInspectParameters("request: the body is not UTF-8");
    }
  }

  /** Reads the request in a body. */
  public ReadRequest read(byte[] body) {
    try {
      return read(parse(body));
    } catch (InvalidInspectParameters malformed) {
      return new ReadRequest.Invalid(null, malformed);
    }
  }

  /** Reads the request in the JSON of a body. */
  public ReadRequest read(JsonNode tree) {
    return read(tree, RequestOptions.NONE);
  }

  /**
   * Reads the request in the JSON of a body.
   *
   * @param defaults stand for the fields that the request leaves out; a default tag only for a name
   *     that has neither a tag nor a digest
   */
  public ReadRequest read(JsonNode tree, RequestOptions defaults) {
    try {
      return ReadRequest.of(request(tree).orElse(defaults));
    } catch (InvalidInspectParameters invalid) {
      return new ReadRequest.Invalid(imageName(tree), invalid);
    }
  }

  /** Reads the request in the parameters of a URL's query. */
  public ReadRequest read(Map<String, List<String>> parameters) {
    try {
      return ReadRequest.of(request(parameters));
    } catch (InvalidInspectParameters invalid) {
      List<String> names = parameters.getOrDefault(IMAGE_NAME, List.of());
      return new ReadRequest.Invalid(names.isEmpty() ? null : names.get(0), invalid);
    }
  }

  /** The image's name in a request with an error; null where there is none. */
  private static @Nullable String imageName(JsonNode tree) {
    JsonNode inner = tree.path(POST_DATA).path(IMAGE_NAME);
    JsonNode name = inner.isTextual() ? inner : tree.path(IMAGE_NAME);
    return name.textValue();
  }

  /**
   * Reads the fields of either documented form: {@code {imageName, postData}}, or the fields of
   * {@code postData} alone.
   *
   * @throws InvalidInspectParameters naming the field that is unknown, missing or of a wrong type
   */
  InspectRequest request(JsonNode tree) {
    if (!tree.isObject()) {
      throw new InvalidInspectParameters("request: must be a JSON object");
    }
    if (!tree.has(POST_DATA)) {
      return fields(tree, null, "");
    }
    requireKnown(tree, OUTER_FIELDS, "", ELSEWHERE);
    JsonNode postData = tree.get(POST_DATA);
    if (!postData.isObject()) {
      throw new InvalidInspectParameters(POST_DATA + ": must be an object");
    }
    return fields(postData, requiredText(tree, IMAGE_NAME, ""), POST_DATA + ".");
  }

  /**
   * Reads the parameters of a URL's query.
   *
   * @throws InvalidInspectParameters naming the parameter that is unknown, missing or wrong
   */
  InspectRequest request(Map<String, List<String>> parameters) {
    return fields(QueryFields.tree(parameters), null, "");
  }

  /**
   * Reads the parameters of a URL's query that names an image in a registry, and nothing else.
   *
   * @throws InvalidInspectParameters naming the parameter that is unknown, missing or wrong
   */
  ImageReference reference(Map<String, List<String>> parameters) {
    JsonNode tree = QueryFields.tree(parameters);
    requireKnown(tree, Set.of(IMAGE_NAME, IMAGE_TAG), "");
    return ImageReference.parse(requiredText(tree, IMAGE_NAME, ""), text(tree, IMAGE_TAG, ""));
  }

  private InspectRequest fields(JsonNode tree, @Nullable String outerName, String prefix) {
    requireKnown(tree, FIELDS, prefix, ELSEWHERE);
    return new InspectRequest(
        requiredText(tree, IMAGE_NAME, prefix), outerName, options(tree, prefix));
  }

  /**
   * Reads the fields of a request beside the image's name; others are not looked at.
   *
   * @param prefix what errors put before a field's name
   * @throws InvalidInspectParameters naming the field that is of a wrong type
   */
  public RequestOptions options(JsonNode tree, String prefix) {
    return RequestOptions.builder()
        .imageTag(text(tree, IMAGE_TAG, prefix))
        .transport(text(tree, TRANSPORT, prefix))
        .view(text(tree, VIEW, prefix))
        .platform(text(tree, PLATFORM, prefix))
        .tags(tags(tree, prefix))
        .credentials(
            present(tree, CREDENTIALS)
                ? CredentialsReader.read(tree.get(CREDENTIALS), prefix + CREDENTIALS)
                : null)
        .maxAge(seconds(tree, MAX_AGE, prefix))
        .fallbacks(
            present(tree, FALLBACKS) ? fallbacks(tree.get(FALLBACKS), prefix + FALLBACKS) : null)
        .build();
  }

  private static @Nullable TagsWanted tags(JsonNode tree, String prefix) {
    if (!present(tree, REPO_TAGS)) {
      return null;
    }
    return flag(tree, REPO_TAGS, prefix) ? TagsWanted.ALL : TagsWanted.NONE;
  }

  private static FallbackTemplates fallbacks(JsonNode value, String field) {
    if (value.isBoolean()) {
      return value.booleanValue() ? FallbackTemplates.DOCUMENTED : FallbackTemplates.NONE;
    }
    if (!value.isArray() || value.size() > MAX_FALLBACKS) {
      throw new InvalidInspectParameters(
          field + ": must be true, false or a list of at most " + MAX_FALLBACKS + " templates");
    }
    List<String> templates = new ArrayList<>();
    for (JsonNode template : value) {
      if (!template.isTextual() || template.textValue().length() > TEMPLATE_CHARACTERS) {
        throw new InvalidInspectParameters(
            field
                + ": a template must be a string of at most "
                + TEMPLATE_CHARACTERS
                + " characters");
      }
      templates.add(template.textValue());
    }
    return new FallbackTemplates(templates);
  }

  private static @Nullable Duration seconds(JsonNode tree, String name, String prefix) {
    if (!present(tree, name)) {
      return null;
    }
    JsonNode value = tree.get(name);
    if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < 0) {
      throw new InvalidInspectParameters(
          prefix + name + ": must be a whole number of seconds, 0 or more");
    }
    return Duration.ofSeconds(value.intValue());
  }

  /**
   * Refuses fields that are not known.
   *
   * @param prefix how the error calls what they are in
   * @throws InvalidInspectParameters naming the first
   */
  public static void requireKnown(JsonNode tree, Set<String> known, String prefix) {
    requireKnown(tree, known, prefix, Map.of());
  }

  /**
   * Refuses fields that are not known here.
   *
   * @param elsewhere what takes a field that is not known here
   * @throws InvalidInspectParameters naming the first that is known elsewhere, or else the first
   */
  public static void requireKnown(
      JsonNode tree, Set<String> known, String prefix, Map<String, String> elsewhere) {
    List<String> unknown = new ArrayList<>();
    tree.fieldNames().forEachRemaining(unknown::add);
    unknown.removeAll(known);
    if (!unknown.isEmpty()) {
      String told =
          unknown.stream().filter(elsewhere::containsKey).findFirst().orElse(unknown.get(0));
      String by = elsewhere.get(told);
      throw new InvalidInspectParameters(
          prefix
              + shown(told)
              + ": unknown field; known are "
              + new TreeSet<>(known)
              + (by == null ? "" : "; " + by));
    }
  }

  static String requiredText(JsonNode tree, String name, String prefix) {
    String value = text(tree, name, prefix);
    if (value == null) {
      throw new InvalidInspectParameters(prefix + name + ": is missing");
    }
    return value;
  }

  private static @Nullable String text(JsonNode tree, String name, String prefix) {
    if (!present(tree, name)) {
      return null;
    }
    JsonNode value = tree.get(name);
    if (!value.isTextual()) {
      throw new InvalidInspectParameters(prefix + name + ": must be a string");
    }
    return value.textValue();
  }

  private static boolean flag(JsonNode tree, String name, String prefix) {
    if (!present(tree, name)) {
      return false;
    }
    JsonNode value = tree.get(name);
    if (!value.isBoolean()) {
      throw new InvalidInspectParameters(prefix + name + ": must be true or false");
    }
    return value.booleanValue();
  }

  /** Whether a field is present and not null. */
  public static boolean present(JsonNode tree, String name) {
    return tree.hasNonNull(name);
  }

  private static String malformation(JsonProcessingException malformed) {
    String where =
        malformed.getLocation() == null
            ? ""
            : " at line "
                + malformed.getLocation().getLineNr()
                + ", column "
                + malformed.getLocation().getColumnNr();
    // The parser's message may quote the body, and so a password; only this one is safe.
    String what =
        malformed.getOriginalMessage().startsWith("Duplicate field")
            ? "a field is given twice"
            : "malformed JSON";
    return "request: " + what + where;
  }

  /** A field's name for an error: of limited length, in one line. */
  static String shown(String name) {
    if (name.isEmpty()) {
      return "\"\"";
    }
    String cut = name.length() > SHOWN_CHARACTERS ? name.substring(0, SHOWN_CHARACTERS) : name;
    return cut.replaceAll("[^\\x20-\\x7e]", "?");
  }
}
