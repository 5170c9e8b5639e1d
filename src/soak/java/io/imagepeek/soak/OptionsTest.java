package io.imagepeek.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionsTest {

  /** 60 % of 1,792 MiB are 1,075. */
  @ParameterizedTest
  @CsvSource({"64m, UseSerialGC", "1074m, UseSerialGC", "1075m, UseG1GC"})
  void collectsAsAContainerOfThatSizeDoes(String heap, String collector) {
    Options options = Options.parse(List.of(), "--heap", heap);

    assertThat(options.heap()).isEqualTo(heap);
    assertThat(options.collector()).isEqualTo(collector);
  }

  @Test
  void refusesWhatIsNoHeap() {
    assertThatThrownBy(() -> Options.parse(List.of(), "--heap", "64"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("MiB");
  }
}
