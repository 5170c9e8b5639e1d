package io.imagepeek.function.lambda;

import static io.imagepeek.function.lambda.TestFunction.LONG_MILLIS;
import static io.imagepeek.function.lambda.TestFunction.parse;
import static io.imagepeek.function.lambda.TestFunction.request;
import static io.imagepeek.function.lambda.TestFunction.sample;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cloudevents.CloudEvent;
import io.imagepeek.testing.CapturedLog;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the queue forgets, and what it delivers again. */
@Timeout(30)
class SqsBatchTest {

  private static final String NOTHING = "{\"batchItemFailures\":[]}";
  private static final int SHORT_MILLIS = 700;

  private final TestFunction function = TestFunction.create();

  @Test
  void aBatchThatIsDoneIsForgotten() {
    assertThat(function.answer(sample("lambda/sqs-standard").toString(), LONG_MILLIS))
        .isEqualTo(NOTHING);
    assertThat(function.source.opened())
        .hasSize(4)
        .contains("registry.test/good:1.4", "registry.test/good:3", "registry.test/good:4")
        .anyMatch(name -> name.startsWith("210987654321.dkr.ecr.eu-central-1.amazonaws.com/good:"));
  }

  @Test
  void onlyWhatMayPassIsDeliveredAgain() {
    JsonNode answer =
        function.invoke(
            batch(
                request("registry.test/good"),
                request("registry.test/missing"),
                request("registry.test/down"),
                "{ malformed",
                "",
                "[]",
                ecr("good"),
                ecr("down"),
                sample("events/ecr-delete").toString(),
                custom("registry.test/overloaded"),
                custom("registry.test/private"),
                request("registry.test/defect")));

    assertThat(failures(answer)).containsExactlyInAnyOrder("id-2", "id-7", "id-9", "id-11");
    assertThat(answer.path("batchItemFailures").path(0).fieldNames())
        .toIterable()
        .containsExactly("itemIdentifier");
  }

  /** A batch is recognised by its messages, not by what is in them. */
  @Test
  void bodiesAreNoInvocations() {
    JsonNode answer =
        function.invoke(
            batch(
                sample("lambda/function-url-get").toString(),
                sample("lambda/sqs-standard").toString()));

    assertThat(failures(answer)).isEmpty();
    assertThat(function.source.opened()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"\"", "null", "{}"})
  void aMessageThatCannotBeReportedFailsTheBatch(String id) {
    ObjectNode batch = sample("lambda/sqs-standard");
    ((ObjectNode) batch.path("Records").path(3)).set("messageId", parse(id));

    assertThatThrownBy(() -> function.invoke(batch))
        .isExactlyInstanceOf(TransientFailure.class)
        .hasMessageContaining("messageId");
    assertThat(function.source.opened()).as("before any result is told twice").isEmpty();
  }

  @Test
  void aMessageWithoutABodyIsForgotten() {
    ObjectNode batch = sample("lambda/sqs-standard");
    ((ObjectNode) batch.path("Records").path(0)).remove("body");

    assertThat(function.answer(batch.toString(), LONG_MILLIS)).isEqualTo(NOTHING);
    assertThat(function.source.opened()).hasSize(3);
  }

  @Test
  void tenMessagesAreInspectedAtOnce() {
    TestFunction wide = TestFunction.withConcurrency(10);

    JsonNode answer =
        wide.invoke(
            batch(
                IntStream.range(0, 10)
                    .mapToObj(i -> request("registry.test/together:" + i))
                    .toArray(String[]::new)));

    assertThat(failures(answer)).isEmpty();
    assertThat(wide.source.opened()).hasSize(10);
  }

  @Test
  void noMoreMessagesThanAllowedAreInspectedAtOnce() {
    TestFunction narrow = TestFunction.withConcurrency(2);
    String slow = request("registry.test/slow");

    JsonNode answer = parse(narrow.answer(batch(slow, slow, slow, slow).toString(), SHORT_MILLIS));

    assertThat(failures(answer)).hasSize(4);
    assertThat(narrow.source.mostSlow()).isEqualTo(2);
  }

  @Test
  void messagesForWhichThereIsNoPlaceAreDeliveredAgain() {
    JsonNode answer =
        TestFunction.withPlaces(0).invoke(batch(request("registry.test/good"), "malformed"));

    assertThat(failures(answer)).containsExactlyInAnyOrder("id-0", "id-1");
  }

  @Test
  void aFifoQueueThatIsDoneIsForgotten() {
    assertThat(function.answer(sample("lambda/sqs-fifo").toString(), LONG_MILLIS))
        .isEqualTo(NOTHING);
    assertThat(function.source.opened()).hasSize(5);
  }

  /** What is behind a failure in its group comes again after it, unseen until then. */
  @Test
  void aGroupOfAFifoQueueIsDeliveredAgainFromItsFirstFailure() {
    ObjectNode batch = sample("lambda/sqs-fifo"); // shop shop blog shop blog
    body(batch, 1, request("registry.test/down:2"));

    JsonNode answer = function.invoke(batch);

    assertThat(failures(answer)).containsExactly(id(batch, 1), id(batch, 3));
    assertThat(function.source.opened())
        .containsExactlyInAnyOrder(
            "registry.test/good:1",
            "registry.test/down:2",
            "registry.test/good:3",
            "registry.test/good:5");
  }

  @Test
  void aLastingFailureDoesNotHoldUpItsGroup() {
    ObjectNode batch = sample("lambda/sqs-fifo");
    body(batch, 0, request("registry.test/missing"));
    body(batch, 2, "malformed");

    assertThat(failures(function.invoke(batch))).isEmpty();
    assertThat(function.source.opened()).hasSize(4);
  }

  @Test
  void theResultsOfAGroupAreToldInOrder() {
    List<String> subjects = new ArrayList<>();
    TestFunction telling = TestFunction.withSink(event -> told(event, subjects));
    ObjectNode batch = sample("lambda/sqs-fifo");
    batch
        .path("Records")
        .forEach(message -> ((ObjectNode) message.path("attributes")).put("MessageGroupId", "one"));

    telling.invoke(batch);

    assertThat(subjects)
        .containsExactly(
            "registry.test/good:1",
            "registry.test/good:2",
            "registry.test/good:3",
            "registry.test/good:4",
            "registry.test/good:5");
  }

  /** Since 2025 messages of standard queues can have groups too, for fairness and not for order. */
  @Test
  void theGroupsOfAStandardQueueHaveNoOrder() {
    ObjectNode batch = sample("lambda/sqs-fifo");
    batch
        .path("Records")
        .forEach(
            message ->
                ((ObjectNode) message)
                    .put("eventSourceARN", "arn:aws:sqs:eu-central-1:210987654321:pushes"));
    body(batch, 0, request("registry.test/down"));

    assertThat(failures(function.invoke(batch))).containsExactly(id(batch, 0));
    assertThat(function.source.opened()).hasSize(5);
  }

  @Test
  void whatIsDeliveredAgainIsLoggedInOneLine() {
    ObjectNode batch = batch(request("registry.test/down"));
    ((ObjectNode) batch.path("Records").path(0)).put("messageId", "id\nimage=forged\u202e");

    try (CapturedLog log = CapturedLog.ofAll()) {
      function.invoke(batch);

      assertThat(log.lines("delivered again"))
          .containsExactly("message id image=forged  is to be delivered again: connection refused");
    }
  }

  private static Uni<Void> told(CloudEvent event, List<String> subjects) {
    subjects.add(event.getSubject());
    return Uni.createFrom().voidItem();
  }

  /** A batch of a standard queue. */
  private static ObjectNode batch(String... bodies) {
    ObjectNode batch = sample("lambda/sqs-standard");
    JsonNode first = batch.path("Records").path(0);
    ArrayNode records = batch.putArray("Records");
    for (String body : bodies) {
      ObjectNode message = first.deepCopy();
      records.add(message.put("messageId", "id-" + records.size()).put("body", body));
    }
    return batch;
  }

  private static String ecr(String repository) {
    ObjectNode event = sample("events/ecr-push");
    ((ObjectNode) event.get("detail")).put("repository-name", repository);
    return event.toString();
  }

  private static String custom(String imageName) {
    ObjectNode event = sample("lambda/eventbridge-custom");
    return event.set("detail", parse(request(imageName))).toString();
  }

  private static void body(ObjectNode batch, int place, String body) {
    ((ObjectNode) batch.path("Records").path(place)).put("body", body);
  }

  private static String id(ObjectNode batch, int place) {
    return batch.path("Records").path(place).path("messageId").textValue();
  }

  private static List<String> failures(JsonNode answer) {
    return answer.path("batchItemFailures").findValuesAsText("itemIdentifier");
  }
}
