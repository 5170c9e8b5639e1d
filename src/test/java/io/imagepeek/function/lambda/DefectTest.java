package io.imagepeek.function.lambda;

import static io.imagepeek.function.lambda.TestFunction.parse;
import static io.imagepeek.function.lambda.TestFunction.request;
import static io.imagepeek.function.lambda.TestFunction.sample;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imagepeek.testing.CapturedLog;
import java.io.InputStream;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is thrown without being an exception: a loop that catches exceptions alone ends by it, and
 * nobody gets an answer.
 */
class DefectTest {

  private static final String NO_FAULT_OF_THE_CALLER =
      "{\"name\":\"GenericFailure\",\"message\":\"Generic failure during image inspection.\","
          + "\"type\":\"GENERIC_ERROR\",\"statusCode\":500,\"error\":\"Inspect operation failed\"}";

  private final TestFunction function = TestFunction.create();

  @Test
  void anErrorInAnInspectionIsAnAnswer() {
    assertThat(function.invoke(request("registry.test/error")))
        .isEqualTo(parse(NO_FAULT_OF_THE_CALLER));
    assertThat(function.isEnded()).isFalse();
  }

  @Test
  void anErrorOutsideAnInspectionIsAnAnswer() {
    TestFunction broken = TestFunction.withBrokenAnswers();

    try (CapturedLog log = CapturedLog.ofAll()) {
      JsonNode called = broken.invoke(request("registry.test/good"));
      JsonNode posted = broken.invoke(http("registry.test/good"));

      assertThat(called).isEqualTo(parse(NO_FAULT_OF_THE_CALLER));
      assertThat(posted.path("statusCode").intValue()).isEqualTo(500);
      assertThat(posted.path("headers").path("Content-Type").textValue())
          .isEqualTo("application/json");
      assertThat(posted.path("body").textValue()).isEqualTo(NO_FAULT_OF_THE_CALLER);
      assertThat(log.text()).contains("internal error", "NoClassDefFoundError");
      assertThat(broken.isEnded()).isFalse();
    }
  }

  @Test
  void anErrorForAnEventIsToBeRepeated() {
    assertThatThrownBy(() -> function.invoke(event("registry.test/error")))
        .isExactlyInstanceOf(TransientFailure.class);
    assertThatThrownBy(() -> TestFunction.withBrokenAnswers().invoke(event("registry.test/good")))
        .isExactlyInstanceOf(TransientFailure.class)
        .hasMessage("Inspect operation failed");
  }

  @Test
  void anErrorForAMessageIsToBeRepeated() {
    ObjectNode batch = messages("registry.test/error");

    assertThat(function.invoke(batch).path("batchItemFailures")).hasSize(4);
    assertThat(function.isEnded()).isFalse();
  }

  /** Nobody knows yet what it is about. */
  @Test
  void anErrorBeforeAnythingIsReadIsAFailureOfTheInvocation() {
    InputStream broken = failing(new NoClassDefFoundError("io/example/Missing"));

    assertThatThrownBy(() -> function.answer(broken))
        .isExactlyInstanceOf(TransientFailure.class)
        .hasMessage("Inspect operation failed");
    assertThat(function.isEnded()).isFalse();
  }

  static Stream<String> payloads() {
    return Stream.of(
        request("registry.test/memory"),
        "{\"images\":[\"registry.test/good\",\"registry.test/memory\"]}",
        http("registry.test/memory").toString(),
        event("registry.test/memory").toString(),
        messages("registry.test/memory").toString());
  }

  /** Lambda's runtime reports it, and goes on no more than the process does. */
  @ParameterizedTest
  @MethodSource("payloads")
  void withoutMemoryTheProcessEnds(String payload) {
    try (CapturedLog log = CapturedLog.ofAll()) {
      assertThatThrownBy(() -> function.invoke(payload))
          .isExactlyInstanceOf(OutOfMemoryError.class);

      assertThat(function.isEnded()).isTrue();
      assertThat(log.text()).contains("outcome=GenericFailure");
    }
  }

  @Test
  void itEndsWhereverMemoryIsOut() {
    Throwable cause = new OutOfMemoryError("Java heap space");
    InputStream behindOthers = failing(new CompletionException(new IllegalStateException(cause)));

    assertThatThrownBy(() -> function.answer(behindOthers)).isSameAs(cause);
    assertThat(function.isEnded()).isTrue();
  }

  /** Who looks for its end, looks for ever. */
  @Test
  void causesMayGoRoundInACircle() {
    RuntimeException one = new IllegalStateException("one");
    one.initCause(new IllegalStateException("other", one));

    assertThatThrownBy(() -> function.answer(failing(new CompletionException(one))))
        .isExactlyInstanceOf(TransientFailure.class);
    assertThat(function.isEnded()).isFalse();
  }

  /** A library's own bound is none of the machine's. */
  @ParameterizedTest
  @ValueSource(strings = "registry.test/bound")
  void whatIsCalledALackOfMemoryNeedNotBeOne(String imageName) {
    assertThat(function.invoke(request(imageName))).isEqualTo(parse(NO_FAULT_OF_THE_CALLER));
    assertThat(function.isEnded()).isFalse();
  }

  private static InputStream failing(Throwable failure) {
    return new InputStream() {
      @Override
      public int read(byte[] bytes, int from, int length) {
        return read();
      }

      @Override
      public int read() {
        if (failure instanceof Error error) {
          throw error;
        }
        throw (RuntimeException) failure;
      }
    };
  }

  private static JsonNode http(String imageName) {
    return sample(
        "lambda/function-url-post",
        post -> post.put("body", request(imageName)).put("isBase64Encoded", false));
  }

  private static JsonNode event(String imageName) {
    return sample(
        "lambda/eventbridge-custom", event -> event.set("detail", parse(request(imageName))));
  }

  private static ObjectNode messages(String imageName) {
    ObjectNode batch = sample("lambda/sqs-standard");
    batch
        .path("Records")
        .forEach(message -> ((ObjectNode) message).put("body", request(imageName)));
    return batch;
  }
}
