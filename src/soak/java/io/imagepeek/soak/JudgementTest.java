package io.imagepeek.soak;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the normal client is allowed. */
class JudgementTest {

  @ParameterizedTest
  @CsvSource({"10, 100, 1000", "30, 150, 1000", "70, 350, 1400"})
  void aSlowMachineIsAllowedMore(double quietP99, double goal, double deciding) {
    Judgement judgement = new Judgement(true, quietP99);

    assertThat(judgement.allowedP99()).isEqualTo(goal);
    assertThat(judgement.decidingP99()).isEqualTo(deciding);
  }
}
