package io.imagepeek.source.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UserAgentValueTest {

  @Test
  void isTheProductAlone() {
    assertThat(UserAgent.of("1.2.3", " ").text()).isEqualTo("imagepeek/1.2.3");
  }

  @Test
  void hasWhatTheOperatorAdds() {
    assertThat(UserAgent.of("1.2.3", "build/7 (ci)").text())
        .isEqualTo("imagepeek/1.2.3 build/7 (ci)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\r\nX: y", "ä", "a\u007f", "a\tb"})
  void refusesWhatIsNoHeader(String added) {
    assertThatThrownBy(() -> UserAgent.of("1.2.3", added))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("imagepeek.registry.user-agent: ");
  }

  @Test
  void refusesWhatIsTooLong() {
    String added = "a".repeat(256);
    assertThat(UserAgent.of("1", added).text()).endsWith(" " + added);
    assertThatThrownBy(() -> UserAgent.of("1", added + "a"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
