package io.imagepeek.function;

import static io.imagepeek.function.RequestReader.CREDENTIALS;
import static io.imagepeek.function.RequestReader.FALLBACKS;
import static io.imagepeek.function.RequestReader.MAX_AGE;
import static io.imagepeek.function.RequestReader.REPO_TAGS;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import io.imagepeek.json.JsonField;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Converts the parameters of a URL's query to the fields of a request's body. */
final class QueryFields {

  private static final Set<String> FLAGS = Set.of(REPO_TAGS, FALLBACKS);
  private static final Set<String> WORDS = Set.of("true", "false");
  private static final Pattern WHOLE_NUMBER = Pattern.compile("[0-9]{1,9}");

  /** A template has a slash or NAME; a single word is a mistyped boolean. */
  private static final Pattern TEMPLATE = Pattern.compile(".*(/|NAME).*", Pattern.DOTALL);

  private QueryFields() {}

  /**
   * The fields. Only {@code fallbacks} may be repeated, and becomes a list then.
   *
   * @throws InvalidInspectParameters naming the parameter that is repeated or not allowed in a URL
   */
  static JsonNode tree(Map<String, List<String>> parameters) {
    ObjectNode tree = JsonNodeFactory.instance.objectNode();
    parameters.forEach(
        (name, values) -> {
          if (name.equals(CREDENTIALS)) {
            throw new InvalidInspectParameters(
                CREDENTIALS + ": not accepted in a URL, which logs keep; use POST");
          }
          if (name.equals(FALLBACKS) && !(values.size() == 1 && WORDS.contains(values.get(0)))) {
            tree.set(name, templates(values));
          } else if (values.size() > 1) {
            throw new InvalidInspectParameters(
                JsonField.printable(name) + ": given more than once");
          } else {
            tree.set(name, value(name, values.get(0)));
          }
        });
    return tree;
  }

  private static JsonNode value(String name, String value) {
    JsonNodeFactory json = JsonNodeFactory.instance;
    if (FLAGS.contains(name) && WORDS.contains(value)) {
      return json.booleanNode(Boolean.parseBoolean(value));
    }
    return name.equals(MAX_AGE) && WHOLE_NUMBER.matcher(value).matches()
        ? json.numberNode(Integer.parseInt(value))
        : json.textNode(value);
  }

  private static JsonNode templates(List<String> values) {
    if (!values.stream().allMatch(value -> TEMPLATE.matcher(value).matches())) {
      throw new InvalidInspectParameters(
          FALLBACKS
              + ": must be true or false, or a template such as mirror.example.com/NAME:TAG, which"
              + " may be repeated");
    }
    var templates = JsonNodeFactory.instance.arrayNode(values.size());
    values.forEach(templates::add);
    return templates;
  }
}
