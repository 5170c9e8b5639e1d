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
import io.imagepeek.json.JsonErrors;
import io.imagepeek.json.JsonField;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
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
    JsonField request = JsonField.root(tree, JsonErrors.INVALID_REQUEST);
    if (!tree.has(POST_DATA)) {
      return fields(request, null);
    }
    request.requireKnown(OUTER_FIELDS, ELSEWHERE);
    JsonField postData = request.get(POST_DATA);
    if (!postData.node().isObject()) {
      throw postData.wrongType("an object");
    }
    return fields(postData, requiredText(request, IMAGE_NAME));
  }

  /**
   * Reads the parameters of a URL's query.
   *
   * @throws InvalidInspectParameters naming the parameter that is unknown, missing or wrong
   */
  InspectRequest request(Map<String, List<String>> parameters) {
    return fields(query(parameters), null);
  }

  /**
   * Reads the parameters of a URL's query that names an image in a registry, and nothing else.
   *
   * @throws InvalidInspectParameters naming the parameter that is unknown, missing or wrong
   */
  ImageReference reference(Map<String, List<String>> parameters) {
    JsonField query = query(parameters);
    query.requireKnown(Set.of(IMAGE_NAME, IMAGE_TAG));
    return ImageReference.parse(requiredText(query, IMAGE_NAME), text(query, IMAGE_TAG));
  }

  private static JsonField query(Map<String, List<String>> parameters) {
    return JsonField.root(QueryFields.tree(parameters), JsonErrors.INVALID_REQUEST);
  }

  private InspectRequest fields(JsonField fields, @Nullable String outerName) {
    fields.requireKnown(FIELDS, ELSEWHERE);
    return new InspectRequest(requiredText(fields, IMAGE_NAME), outerName, options(fields));
  }

  /**
   * Reads the fields of a request beside the image's name; others are not looked at.
   *
   * @throws InvalidInspectParameters naming the field that is of a wrong type
   */
  public RequestOptions options(JsonField fields) {
    JsonField tags = fields.get(REPO_TAGS);
    JsonField credentials = fields.get(CREDENTIALS);
    JsonField fallbacks = fields.get(FALLBACKS);
    return RequestOptions.builder()
        .imageTag(text(fields, IMAGE_TAG))
        .transport(text(fields, TRANSPORT))
        .view(text(fields, VIEW))
        .platform(text(fields, PLATFORM))
        .tags(tags.isPresent() ? (tags.flag() ? TagsWanted.ALL : TagsWanted.NONE) : null)
        .credentials(credentials.isPresent() ? CredentialsReader.read(credentials) : null)
        .maxAge(seconds(fields, MAX_AGE))
        .fallbacks(fallbacks.isPresent() ? fallbacks(fallbacks) : null)
        .build();
  }

  private static FallbackTemplates fallbacks(JsonField field) {
    JsonNode value = field.node();
    if (value.isBoolean()) {
      return field.flag() ? FallbackTemplates.DOCUMENTED : FallbackTemplates.NONE;
    }
    if (!value.isArray() || value.size() > MAX_FALLBACKS) {
      throw field.wrongType("true, false or a list of at most " + MAX_FALLBACKS + " templates");
    }
    List<String> templates = new ArrayList<>();
    for (JsonNode template : value) {
      if (!template.isTextual() || template.textValue().length() > TEMPLATE_CHARACTERS) {
        throw field.error(
            "a template must be a string of at most " + TEMPLATE_CHARACTERS + " characters");
      }
      templates.add(template.textValue());
    }
    return new FallbackTemplates(templates);
  }

  private static @Nullable Duration seconds(JsonField fields, String name) {
    OptionalLong seconds =
        fields
            .get(name)
            .optionalInteger(0, Integer.MAX_VALUE, "a whole number of seconds, 0 or more");
    return seconds.isPresent() ? Duration.ofSeconds(seconds.getAsLong()) : null;
  }

  /** The text, which may be empty. */
  private static String requiredText(JsonField fields, String name) {
    JsonField field = fields.get(name);
    return field.optionalText().orElseThrow(() -> field.error("is missing"));
  }

  private static @Nullable String text(JsonField fields, String name) {
    return fields.get(name).optionalText().orElse(null);
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
}
