package io.imagepeek.function.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.cloudevents.CloudEvent;
import io.imagepeek.failure.InspectFailure;
import io.imagepeek.failure.InspectFailure.GenericFailure;
import io.imagepeek.failure.InspectFailure.ImageNotFoundInRegistry;
import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import io.imagepeek.function.InspectionResult;
import io.imagepeek.function.event.TriggerEvent.Trace;
import io.imagepeek.image.Digest;
import io.imagepeek.image.DigestAlgorithm;
import io.imagepeek.image.ImageConfig;
import io.imagepeek.inspect.InspectedImage;
import io.imagepeek.inspect.RawDocument;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Outcomes told as events. */
class ResultEventsTest {

  private static final Instant NOW = Instant.parse("2026-03-04T05:06:07.123456789Z");
  private static final TriggerEvent CAUSE = new TriggerEvent("event-1", Trace.NONE);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ResultEvents events = new ResultEvents(JSON, Clock.fixed(NOW, ZoneOffset.UTC));

  @Test
  void anInspectionIsToldWithTheDocumentedOutput() throws Exception {
    InspectionResult outcome = inspected();

    CloudEvent event = events.of(outcome, "alpine:3", CAUSE);

    assertThat(event.getSpecVersion()).hasToString("1.0");
    assertThat(event.getType()).isEqualTo("io.imagepeek.image.inspected");
    assertThat(event.getSource()).hasToString("inspectAnImage");
    assertThat(event.getSubject()).isEqualTo("alpine:3");
    assertThat(event.getTime().toInstant()).isEqualTo(NOW);
    assertThat(event.getDataContentType()).isEqualTo("application/json");
    assertThat(event.getExtensionNames())
        .containsExactlyInAnyOrder("causationid", "platformdigest");
    assertThat(event.getExtension("causationid")).isEqualTo("event-1");
    assertThat(event.getExtension("platformdigest")).isEqualTo(digest("platform").toString());
    assertThat(data(event)).isEqualTo(JSON.writeValueAsString(outcome.view()));
  }

  @Test
  void aRawDocumentIsToldInBase64() throws Exception {
    byte[] body = {'{', '}'};
    InspectionResult outcome =
        new InspectionResult.Inspected(
            new RawDocument(digest("image"), null, digest("image"), "application/json", body));

    CloudEvent event = events.of(outcome, "alpine:3", CAUSE);

    assertThat(event.getDataContentType()).isEqualTo("application/json");
    assertThat(event.getExtensionNames()).containsExactly("causationid");
    assertThat(data(event))
        .isEqualTo(
            "{\"mediaType\":\"application/json\",\"digest\":\"%s\",\"size\":2,\"data\":\"e30=\"}"
                .formatted(digest("image")));
  }

  static Stream<Arguments> failures() {
    return Stream.of(
        Arguments.of(new InvalidInspectParameters("imageName: is missing"), 422),
        Arguments.of(new ImageNotFoundInRegistry("manifest unknown"), 404),
        Arguments.of(new GenericFailure("Inspect operation failed", null), 500));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void aFailureIsToldWithTheErrorJson(InspectFailure failure, int status) throws Exception {
    InspectionResult outcome = new InspectionResult.Failed("alpine:3", failure);

    CloudEvent event = events.of(outcome, "alpine:3", CAUSE);

    assertThat(event.getType()).isEqualTo("io.imagepeek.image.inspect.failed");
    assertThat(event.getExtensionNames()).containsExactly("causationid");
    assertThat(data(event))
        .isEqualTo(JSON.writeValueAsString(outcome.view()))
        .startsWith("{\"name\":\"" + failure.documentedName() + "\"")
        .contains("\"statusCode\":" + status);
  }

  @Test
  void eachEventHasAnIdOfItsOwn() {
    assertThat(Stream.generate(() -> events.of(inspected(), "a", CAUSE).getId()).limit(100))
        .doesNotHaveDuplicates()
        .doesNotContain("event-1");
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "00-aa-bb-01, x=1, 00-aa-bb-01, x=1",
        "00-aa-bb-01, -,   00-aa-bb-01, -",
        "-,           x=1, -,           -",
        "-,           -,   -,           -",
      })
  void theTraceIsCarriedOn(String parent, String state, String toldParent, String toldState) {
    CloudEvent event =
        events.of(inspected(), "a", new TriggerEvent("event-1", new Trace(parent, state)));

    assertThat(event.getExtension("traceparent")).isEqualTo(toldParent);
    assertThat(event.getExtension("tracestate")).isEqualTo(toldState);
  }

  static Stream<Arguments> subjects() {
    String pair = "\ud83d\ude00";
    return Stream.of(
        Arguments.of(null, null),
        Arguments.of("", null),
        Arguments.of("\u00e4\r\n", "\u00e4\r\n"),
        Arguments.of("a".repeat(512), "a".repeat(512)),
        Arguments.of("a".repeat(513), "a".repeat(512)),
        Arguments.of("a".repeat(510) + pair, "a".repeat(510) + pair),
        Arguments.of("a".repeat(510) + pair + "b", "a".repeat(510) + pair),
        Arguments.of("a".repeat(511) + pair, "a".repeat(511)));
  }

  @ParameterizedTest
  @MethodSource("subjects")
  void theSubjectIsWhatWasAskedAboutUpToALength(String image, String subject) {
    assertThat(events.of(inspected(), image, CAUSE).getSubject()).isEqualTo(subject);
  }

  private static InspectionResult inspected() {
    ImageConfig config = new ImageConfig(null, "", "amd64", "linux", null, List.of("A=\u20ac"));
    return new InspectionResult.Inspected(
        new InspectedImage(
            digest("index"), digest("platform"), config, List.of(), Optional.of(List.of())));
  }

  private static Digest digest(String text) {
    return Digest.of(DigestAlgorithm.SHA256, text.getBytes(UTF_8));
  }

  private static String data(CloudEvent event) {
    return new String(event.getData().toBytes(), UTF_8);
  }
}
