package io.imagepeek.function.lambda;

import static io.imagepeek.function.lambda.TestFunction.BUDGET;
import static io.imagepeek.function.lambda.TestFunction.parse;
import static io.imagepeek.function.lambda.TestFunction.request;
import static io.imagepeek.function.lambda.TestFunction.sample;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An invocation is cut off at its end, and nobody gets an answer then. */
@Timeout(30)
class RemainingTimeTest {

  /** Long enough for the inspections to begin, and short enough to wait for. */
  private static final int SHORT_MILLIS = 700;

  private final TestFunction function = TestFunction.create();

  @ParameterizedTest
  @CsvSource({
    // Less the reserve, and never more than the operator allows.
    "600, 100",
    "10500, 10000",
    "25500, 25000",
    "26000, 25000",
    "900000, 25000",
    "2147483647, 25000",
    // Nothing is said of it.
    "0, 25000",
    "-1, 25000",
    "-2147483648, 25000",
  })
  void boundsTheInspection(int remainingMillis, long budgetMillis) {
    JsonNode answer = parse(function.answer(request("registry.test/good"), remainingMillis));

    assertThat(answer.has("Digest")).isTrue();
    assertThat(function.source.budgets()).containsExactly(Duration.ofMillis(budgetMillis));
  }

  @ParameterizedTest
  @CsvSource({"1", "499", "500"})
  void nothingIsBegunInTheReserve(int remainingMillis) {
    JsonNode answer = parse(function.answer(request("registry.test/good"), remainingMillis));

    assertThat(answer.path("name").textValue()).isEqualTo("RegistryConnectionFailure");
    assertThat(answer.path("error").textValue()).contains("took longer than its 0.0 s");
    assertThat(function.source.opened()).isEmpty();
  }

  @Test
  void anInspectionEndsBeforeItsInvocationDoes() {
    JsonNode answer = parse(function.answer(request("registry.test/slow"), SHORT_MILLIS));

    assertThat(answer.path("name").textValue()).isEqualTo("RegistryConnectionFailure");
    assertThat(answer.path("statusCode").intValue()).isEqualTo(500);
    assertThat(answer.path("error").textValue()).contains("took longer than its 0.2 s");
  }

  @Test
  void aRequestOverHttpIsAnsweredBeforeItsInvocationEnds() {
    String payload =
        sample(
                "lambda/function-url-get",
                get -> get.put("rawQueryString", "imageName=registry.test/slow"))
            .toString();

    JsonNode answer = parse(function.answer(payload, SHORT_MILLIS));

    assertThat(answer.path("statusCode").intValue()).isEqualTo(500);
    assertThat(answer.path("body").textValue()).contains("took longer than its 0.2 s");
  }

  /** Each inspection has its own bound; all of them have that of the invocation. */
  @Test
  void aBatchMayTakeLongerThanOneInspection() {
    function.answer(sample("lambda/sqs-fifo").toString(), 120_500);
    function.answer(sample("lambda/sqs-fifo").toString(), 10_500);

    assertThat(function.source.budgets())
        .hasSize(10)
        .startsWith(BUDGET, BUDGET, BUDGET, BUDGET, BUDGET)
        .endsWith(Duration.ofSeconds(10), Duration.ofSeconds(10));
  }

  @Test
  void messagesThatTakeLongerAreDeliveredAgain() {
    String payload = sample("lambda/sqs-standard").toString().replace("/good", "/slow");

    JsonNode answer = parse(function.answer(payload, SHORT_MILLIS));

    assertThat(answer.path("batchItemFailures")).hasSize(3);
  }

  @Test
  void aSinkThatDoesNotAnswerIsGivenUp() {
    TestFunction stuck = TestFunction.withSink(TestFunction.silentSink());
    String event = sample("lambda/eventbridge-custom").toString();
    String batch = sample("lambda/sqs-standard").toString();

    assertThatThrownBy(() -> stuck.answer(event, SHORT_MILLIS))
        .isInstanceOf(TransientFailure.class)
        .hasMessage("the sink did not take the result");
    assertThat(parse(stuck.answer(batch, SHORT_MILLIS)).path("batchItemFailures")).hasSize(4);
  }
}
