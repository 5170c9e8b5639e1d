package io.imagepeek.function.lambda;

import static io.imagepeek.function.lambda.ResponseWriter.MOST;
import static io.imagepeek.function.lambda.ScriptedSource.IMAGE;
import static io.imagepeek.function.lambda.TestFunction.LONG_MILLIS;
import static io.imagepeek.function.lambda.TestFunction.parse;
import static io.imagepeek.function.lambda.TestFunction.sample;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cloudevents.CloudEvent;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Lambda refuses what is larger than 6,291,556 bytes. A tag here has 100 characters: in a list 103
 * bytes, and 105 where the list is JSON in a string.
 */
class AnswerSizeTest {

  private static final String BOUND = "6291556 bytes that AWS Lambda takes";

  private final TestFunction function = TestFunction.create();

  @Test
  void theBoundIsExact() {
    ResponseWriter writer = new ResponseWriter(new ObjectMapper());
    String largest = "x".repeat(MOST - 2);

    assertThat(MOST).isEqualTo(6_291_556);
    assertThat(writer.write(largest, () -> "small")).hasSize(MOST);
    assertThat(writer.write(largest + "x", () -> "small")).asString(UTF_8).isEqualTo("\"small\"");
    assertThat(writer.write(largest.substring(2) + "\u00e4", () -> "small")).hasSize(MOST);
    assertThat(writer.write(largest.substring(1) + "\u00e4", () -> "small"))
        .asString(UTF_8)
        .isEqualTo("\"small\"");
  }

  @Test
  void aCallIsToldOfTheBound() {
    String fits = function.answer(tagged(60_000), LONG_MILLIS);
    JsonNode tooLarge = function.invoke(tagged(62_000));

    assertThat(parse(fits).path("RepoTags")).hasSize(60_000);
    assertThat(fits.length()).isBetween(6_180_000, MOST);
    assertThat(tooLarge.path("name").textValue()).isEqualTo("InspectImageFailure");
    assertThat(tooLarge.path("statusCode").intValue()).isEqualTo(500);
    assertThat(tooLarge.path("imageName").textValue()).isEqualTo("registry.test/tagged");
    assertThat(tooLarge.path("error").textValue()).contains(BOUND);
  }

  /** What it says has to fit, too. */
  @Test
  void aCallIsToldOfTheBoundWithoutANameThatIsTooLarge() {
    JsonNode answer = function.invoke(TestFunction.request("a".repeat(MOST - 100)));

    assertThat(answer.path("imageName").isNull()).isTrue();
    assertThat(answer.path("error").textValue()).contains(BOUND);
  }

  /** The quotes in its body count twice. */
  @Test
  void aRequestOverHttpIsToldOfTheBound() {
    JsonNode fits = function.invoke(post("/inspect", tagged(59_000)));
    JsonNode tooLarge = function.invoke(post("/inspect", tagged(60_000)));

    assertThat(fits.path("statusCode").intValue()).isEqualTo(200);
    assertThat(tooLarge.path("statusCode").intValue()).isEqualTo(500);
    assertThat(tooLarge.path("headers").path("Content-Type").textValue())
        .isEqualTo("application/json");
    JsonNode error = parse(tooLarge.path("body").textValue());
    assertThat(error.path("name").textValue()).isEqualTo("InspectImageFailure");
    assertThat(error.path("imageName").textValue()).isEqualTo("registry.test/tagged");
    assertThat(error.path("error").textValue()).contains(BOUND);
  }

  @Test
  void ofABatchOnlyWhatDoesNotFitFails() {
    String answer = function.answer(batch("31001", "31002", "10", "31003"), LONG_MILLIS);

    assertThat(answer.getBytes(UTF_8).length).isLessThanOrEqualTo(MOST);
    assertCut(parse(answer));
  }

  @Test
  void ofABatchOverHttpOnlyWhatDoesNotFitFails() {
    assertWhole(parse(function.answer(batch("30001", "30002", "10"), LONG_MILLIS)));

    String answer =
        function.answer(
            post("/inspections", batch("30001", "30002", "10", "30003")).toString(), LONG_MILLIS);

    assertThat(answer.getBytes(UTF_8).length).isLessThanOrEqualTo(MOST);
    assertThat(parse(answer).path("statusCode").intValue()).isEqualTo(200);
    assertCut(parse(parse(answer).path("body").textValue()));
  }

  private static void assertWhole(JsonNode batch) {
    assertThat(batch.path("summary"))
        .isEqualTo(parse("{\"images\":3,\"inspected\":3,\"failed\":0}"));
  }

  /** The first has room, the second has not, the third has again. */
  private static void assertCut(JsonNode batch) {
    assertThat(batch.at("/results/0/inspection/Digest").textValue()).isEqualTo(IMAGE.digest());
    assertThat(batch.at("/results/2/inspection/RepoTags")).hasSize(10);
    for (int i : List.of(1, 3)) {
      JsonNode result = batch.path("results").path(i);
      assertThat(result.fieldNames()).toIterable().containsExactly("image", "failure");
      assertThat(result.at("/failure/name").textValue()).isEqualTo("InspectImageFailure");
      assertThat(result.at("/failure/imageName")).isEqualTo(result.path("image"));
      assertThat(result.at("/failure/error").textValue()).contains(BOUND);
    }
    assertThat(batch.path("summary"))
        .isEqualTo(parse("{\"images\":4,\"inspected\":2,\"failed\":2}"));
  }

  @Test
  void aBatchOfWhichNothingFitsIsOneError() {
    String name = "\"" + "A".repeat(60_000) + "\"";
    String payload = "{\"images\":[" + String.join(",", Collections.nCopies(100, name)) + "]}";

    JsonNode answer = function.invoke(payload);

    assertThat(answer.path("name").textValue()).isEqualTo("InspectImageFailure");
    assertThat(answer.path("error").textValue()).contains(BOUND);
  }

  /** Lambda would repeat it, and each time it would be told again. */
  @Test
  void anEventThatHasBeenToldIsAnsweredWithLittle() {
    List<CloudEvent> sent = new ArrayList<>();
    TestFunction telling =
        TestFunction.withSink(
            event -> {
              sent.add(event);
              return Uni.createFrom().voidItem();
            });

    JsonNode small = telling.invoke(event(10));
    JsonNode large = telling.invoke(event(62_000));

    assertThat(small.path("RepoTags")).hasSize(10);
    assertThat(large.fieldNames()).toIterable().containsExactly("sent", "omitted");
    assertThat(large.path("sent").intValue()).isEqualTo(1);
    assertThat(large.path("omitted").textValue()).contains(BOUND);
    assertThat(sent).hasSize(2);
    assertThat(sent.get(1).getType()).isEqualTo("io.imagepeek.image.inspected");
    assertThat(sent.get(1).getData().toBytes()).hasSizeGreaterThan(MOST);
  }

  @Test
  void anEventThatIsToldNobodyIsAnsweredWithTheBound() {
    JsonNode answer = function.invoke(event(62_000));

    assertThat(answer.path("name").textValue()).isEqualTo("InspectImageFailure");
    assertThat(answer.path("imageName").textValue()).isEqualTo("registry.test/tagged");
    assertThat(answer.path("error").textValue()).contains(BOUND);
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 62_000})
  void theResultsOfMessagesAreInNoAnswer(int tags) {
    ObjectNode batch = sample("lambda/sqs-standard");
    batch.path("Records").forEach(message -> ((ObjectNode) message).put("body", tagged(tags)));

    assertThat(function.answer(batch.toString(), LONG_MILLIS))
        .isEqualTo("{\"batchItemFailures\":[]}");
  }

  private static String tagged(int tags) {
    return object(Map.of("imageName", "registry.test/tagged", "imageTag", "" + tags), "repoTags")
        .toString();
  }

  private static String batch(String... tags) {
    ObjectNode batch = object(Map.of(), "repoTags");
    for (String tag : tags) {
      batch.withArray("images").add("registry.test/tagged:" + tag);
    }
    return batch.toString();
  }

  private static ObjectNode object(Map<String, String> texts, String flag) {
    ObjectNode object = (ObjectNode) parse("{}");
    texts.forEach(object::put);
    return object.put(flag, true);
  }

  private static JsonNode event(int tags) {
    return sample("lambda/eventbridge-custom", event -> event.set("detail", parse(tagged(tags))));
  }

  private static ObjectNode post(String path, String body) {
    return sample(
        "lambda/function-url-post",
        post -> post.put("rawPath", path).put("body", body).put("isBase64Encoded", false));
  }
}
