package io.imagepeek.function.lambda;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.StartupEvent;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChosenFunctionTest {

  private final ChosenFunction chosen = new ChosenFunction();
  private final StartupEvent start = new StartupEvent();

  @Test
  void theFunctionThatThereIsCanBeNamed() {
    assertThatCode(() -> chosen.require(start, Optional.of("inspectAnImage")))
        .doesNotThrowAnyException();
    assertThatCode(() -> chosen.require(start, Optional.empty())).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"inspectImages", "InspectAnImage", " inspectAnImage", "*"})
  void anotherStopsTheStart(String name) {
    assertThatThrownBy(() -> chosen.require(start, Optional.of(name)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "quarkus.lambda.handler: there is no function " + name + "; there is inspectAnImage");
  }
}
