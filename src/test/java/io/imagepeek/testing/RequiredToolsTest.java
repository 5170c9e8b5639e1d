package io.imagepeek.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;

class RequiredToolsTest {

  private static final String PATH = System.getenv("PATH");

  @Test
  void runsWithTheToolsThereAre() {
    assertThat(RequiredTools.evaluate(List.of("sh"), "dash", Map.of("PATH", PATH)).isDisabled())
        .isFalse();
  }

  @Test
  void skipsAndSaysWhatIsMissing() {
    ConditionEvaluationResult result =
        RequiredTools.evaluate(List.of("sh", "no-such-tool"), "tools", Map.of("PATH", PATH));

    assertThat(result.isDisabled()).isTrue();
    assertThat(result.getReason())
        .contains("missing no-such-tool; install with: apt-get install tools");
  }

  @Test
  void failsWhereTheyAreRequired() {
    Map<String, String> required = Map.of("PATH", PATH, RequiredTools.REQUIRED, "true");

    assertThatThrownBy(() -> RequiredTools.evaluate(List.of("no-such-tool"), "tools", required))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("apt-get install tools");
  }
}
