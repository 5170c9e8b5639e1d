package io.imagepeek.function.lambda;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.StartupEvent;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfiguredFunctionTest {

  private final ConfiguredFunction chosen = new ConfiguredFunction();
  private final StartupEvent start = new StartupEvent();

  @ParameterizedTest
  @ValueSource(strings = {"inspectAnImage", "inspectImages"})
  void eachFunctionThatThereIsCanBeNamed(String name) {
    assertThatCode(() -> chosen.require(start, Optional.of(name))).doesNotThrowAnyException();
  }

  @Test
  void noneNeedBeNamed() {
    assertThatCode(() -> chosen.require(start, Optional.empty())).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"inspectAll", "inspectimages", "InspectAnImage", " inspectAnImage", "*"})
  void anotherStopsTheStart(String name) {
    assertThatThrownBy(() -> chosen.require(start, Optional.of(name)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "quarkus.lambda.handler: there is no function "
                + name
                + "; there are inspectAnImage and inspectImages");
  }
}
