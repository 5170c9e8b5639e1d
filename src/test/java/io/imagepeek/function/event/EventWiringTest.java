package io.imagepeek.function.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.imagepeek.function.RequestReader;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Settings of events that are wrong stop the start, and say which they are. */
class EventWiringTest {

  private final RequestReader reader = new RequestReader();

  @Test
  void overridesAreThoseOfKnativesBindings() {
    assertThat(EventWiring.extensions("{\"extensions\":{\"a\":\"1\",\"b2\":\"x y\"}}", reader))
        .isEqualTo(Map.of("a", "1", "b2", "x y"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"extensions\":{}}", "{\"extensions\":null}"})
  void overridesMayBeNone(String overrides) {
    assertThat(EventWiring.extensions(overrides, reader)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{                                   | must be JSON",
        "s3cr3t                              | must be JSON",
        "{\"extensions\":{\"foo_bar\":\"1\"}} | is not the name of an extension: foo_bar",
        "{\"extensions\":{\"Foo\":\"1\"}}     | is not the name of an extension: Foo",
      })
  void overridesThatNoEventCouldHaveStopTheStart(String overrides, String problem) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EventWiring.extensions(overrides, reader))
        .withMessage("imagepeek.events.overrides: " + problem)
        .withNoCause();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"http://broker/x", "https://sink.example.com:8443/a?b=c", "http://[::1]:80"})
  void aSinkIsAUrl(String url) {
    assertThat(EventWiring.target(url)).hasToString(url);
  }

  /** It may hold a token. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "broker/s3cr3t",
        "ftp://broker/s3cr3t",
        "http:s3cr3t",
        "http:///s3cr3t",
        "http://broker/s3cr3t with a space",
        "http://under_score/s3cr3t",
        ":s3cr3t",
      })
  void aUrlThatIsWrongIsNotShown(String url) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EventWiring.target(url))
        .withMessage("imagepeek.events.sink: must be an http or https URL")
        .withNoCause();
  }
}
