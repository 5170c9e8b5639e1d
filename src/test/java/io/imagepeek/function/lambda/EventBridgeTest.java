package io.imagepeek.function.lambda;

import static io.imagepeek.function.lambda.ScriptedSource.IMAGE;
import static io.imagepeek.function.lambda.TestFunction.LONG_MILLIS;
import static io.imagepeek.function.lambda.TestFunction.parse;
import static io.imagepeek.function.lambda.TestFunction.sample;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cloudevents.CloudEvent;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Events of Amazon EventBridge: what may pass is thrown, so that Lambda repeats it. */
class EventBridgeTest {

  private static final String HOST = "210987654321.dkr.ecr.eu-central-1.amazonaws.com";

  private final TestFunction function = TestFunction.create();

  @Test
  void aPushToEcrIsInspectedByTagAndDigest() {
    JsonNode event = pushed("good");

    JsonNode answer = function.invoke(event);

    assertThat(answer.path("Digest").textValue()).isEqualTo(IMAGE.digest());
    assertThat(function.source.opened())
        .containsExactly(
            HOST + "/good:1.4@" + event.path("detail").path("image-digest").textValue());
  }

  /** However it came into the registry. */
  @ParameterizedTest
  @ValueSource(strings = {"ecr-replication", "ecr-pull-through"})
  void whatCameByItselfIsInspected(String name) {
    ObjectNode event =
        sample(
            "events/" + name,
            come -> {
              ((ObjectNode) come.get("detail")).put("repository-name", "good");
              return come;
            });

    assertThat(function.invoke(event).path("Digest").textValue()).isEqualTo(IMAGE.digest());
    assertThat(function.source.opened())
        .containsExactly(
            HOST + "/good:1.4@" + event.path("detail").path("image-digest").textValue());
  }

  @Test
  void whatACallPutIsInspected() {
    ObjectNode event = sample("events/ecr-cloudtrail-put");
    ((ObjectNode) event.at("/detail/responseElements/image")).put("repositoryName", "good");

    assertThat(function.invoke(event).path("Digest").textValue()).isEqualTo(IMAGE.digest());
    assertThat(function.source.opened())
        .singleElement()
        .asString()
        .startsWith(HOST + "/good:1.4@sha256:");
  }

  @Test
  void everyPartitionHasItsDomain() {
    ObjectNode event = pushed("good").put("region", "eusc-de-east-1");

    function.invoke(event);

    assertThat(function.source.opened())
        .singleElement()
        .asString()
        .startsWith("210987654321.dkr.ecr.eusc-de-east-1.amazonaws.eu/good:1.4@");
  }

  @Test
  void anEventThatIsNotKnownIsAnswered() {
    JsonNode answer = function.invoke(pushed("good").put("detail-type", "ECR Artifact Action"));

    assertThat(answer.path("statusCode").intValue()).isEqualTo(422);
    assertThat(answer.path("error").textValue())
        .startsWith("detail-type: is not known: \"ECR Artifact Action\"; known are: ")
        .contains("ECR Replication Action");
    assertThat(function.source.opened()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"events/ecr-delete", "events/ecr-scan", "events/ecr-archive"})
  void whatIsNoPushIsAnsweredWithNothing(String sample) {
    assertThat(function.answer(sample(sample).toString(), LONG_MILLIS)).isEqualTo("null");
    assertThat(function.source.opened()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "missing, ImageNotFoundInRegistry, 404",
    "private, RegistryAuthenticationFailure, 401",
    "broken, InspectImageFailure, 500",
  })
  void whatLastsIsAnswered(String repository, String name, int statusCode) {
    JsonNode answer = function.invoke(pushed(repository));

    assertThat(answer.path("name").textValue()).isEqualTo(name);
    assertThat(answer.path("statusCode").intValue()).isEqualTo(statusCode);
    assertThat(answer.path("imageName").textValue()).startsWith(HOST + "/" + repository);
  }

  @ParameterizedTest
  @CsvSource({
    "down, connection refused",
    "overloaded, toomanyrequests",
    "defect, Inspect operation failed",
  })
  void whatMayPassIsThrown(String repository, String message) {
    for (JsonNode event : List.of(pushed(repository), custom("registry.test/" + repository))) {
      assertThatThrownBy(() -> function.invoke(event))
          .isExactlyInstanceOf(TransientFailure.class)
          .hasMessage(message)
          .hasNoCause()
          .satisfies(thrown -> assertThat(thrown.getStackTrace()).isEmpty());
    }
  }

  @Test
  void anEventForWhichThereIsNoPlaceIsThrown() {
    assertThatThrownBy(() -> TestFunction.withPlaces(0).invoke(pushed("good")))
        .isExactlyInstanceOf(TransientFailure.class)
        .hasMessageContaining("too many inspections at once");
  }

  @Test
  void theDetailOfAnEventOfOnesOwnIsTheRequest() {
    assertThat(function.invoke(sample("lambda/eventbridge-custom")).path("Digest").textValue())
        .isEqualTo(IMAGE.digest());
    assertThat(function.invoke(custom("registry.test/good:2")).path("Digest").textValue())
        .isEqualTo(IMAGE.digest());
    assertThat(function.source.opened())
        .containsExactly("registry.test/good:1.4", "registry.test/good:2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "{}",
        "[]",
        "\"registry.test/good\"",
        "{\"image\":\"registry.test/good\"}",
        "{\"imageName\":1}"
      })
  void aMalformedDetailIsAnswered(String detail) {
    JsonNode event =
        sample("lambda/eventbridge-custom", custom -> custom.set("detail", parse(detail)));

    JsonNode answer = function.invoke(event);

    assertThat(answer.path("name").textValue()).isEqualTo("InvalidInspectParameters");
    assertThat(answer.path("statusCode").intValue()).isEqualTo(422);
  }

  @Test
  void aMalformedEventOfEcrIsAnswered() {
    JsonNode event =
        sample("events/ecr-push", push -> ((ObjectNode) push.set("detail", parse("{}"))));

    JsonNode answer = function.invoke(event);

    assertThat(answer.path("name").textValue()).isEqualTo("InvalidInspectParameters");
    assertThat(answer.path("error").textValue()).contains("action-type");
  }

  @Test
  void resultsAreSentWhereThereIsASink() {
    List<CloudEvent> sent = new ArrayList<>();
    TestFunction telling =
        TestFunction.withSink(
            event -> {
              sent.add(event);
              return Uni.createFrom().voidItem();
            });

    telling.invoke(pushed("good"));
    telling.invoke(custom("registry.test/missing"));
    telling.invoke(
        sample(
            "lambda/eventbridge-custom",
            custom -> {
              custom.remove("id");
              return custom;
            }));

    assertThat(sent)
        .extracting(CloudEvent::getType)
        .containsExactly(
            "io.imagepeek.image.inspected",
            "io.imagepeek.image.inspect.failed",
            "io.imagepeek.image.inspected");
    assertThat(sent)
        .extracting(event -> event.getExtension("causationid"))
        .containsExactly(
            "71f4b3a6-6666-4040-9191-000000000000",
            "2b9c4a1e-7777-4d0b-8a62-111111111111",
            StubContext.ID);
  }

  private static ObjectNode pushed(String repository) {
    return sample(
        "events/ecr-push",
        push -> {
          ((ObjectNode) push.get("detail")).put("repository-name", repository);
          return push;
        });
  }

  private static ObjectNode custom(String imageName) {
    return sample(
        "lambda/eventbridge-custom",
        custom -> custom.set("detail", parse(TestFunction.request(imageName))));
  }
}
