package io.imagepeek.source.http;

import static io.imagepeek.source.http.CircuitBreaker.Admission.FREE;
import static io.imagepeek.source.http.CircuitBreaker.Admission.PROBE;
import static io.imagepeek.source.http.CircuitBreaker.Admission.REFUSED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CircuitBreakerTest {

  private static final Duration DELAY = Duration.ofSeconds(1);

  /** Such a clock may begin anywhere, and overflow. */
  private long nanos = Long.MAX_VALUE - 1;

  private final CircuitBreaker breaker =
      new CircuitBreaker(new CircuitBreaker.Rule(10, 0.9, DELAY), () -> nanos);

  private void fail(int times) {
    for (int i = 0; i < times; i++) {
      breaker.failed("failure " + i);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "fffffffff, false",
    "ffffffffff, true",
    "sfffffffff, true",
    "ssffffffff, false",
    "ssfffffffff, true",
    "fffffffffs, false",
    "fffffffffsf, true",
    "fffffffffssf, false",
    "fsfsfsfsfsfsfsfsfsfsfsfsfsfsfsfsfsfsfsfs, false",
    "ffffsffffsffffsffffsffff, false"
  })
  void opensWhereNearlyAllOfTheLastFailed(String exchanges, boolean opened) {
    for (int i = 0; i < exchanges.length(); i++) {
      assertThat(breaker.isOpen()).isFalse();
      if (exchanges.charAt(i) == 'f') {
        breaker.failed("no");
      } else {
        breaker.succeeded();
      }
    }

    assertThat(breaker.isOpen()).isEqualTo(opened);
    assertThat(breaker.admit()).isEqualTo(opened ? REFUSED : FREE);
  }

  @Test
  void oneProbeInEachDelay() {
    fail(10);

    for (int i = 0; i < 3; i++) {
      nanos += DELAY.toNanos() - 1;
      assertThat(breaker.admit()).isEqualTo(REFUSED);
      nanos++;
      assertThat(breaker.admit()).isEqualTo(PROBE);
      assertThat(breaker.admit()).isEqualTo(REFUSED);
    }
  }

  @Test
  void aProbeThatFailsChangesNothing() {
    fail(10);
    nanos += DELAY.toNanos();
    assertThat(breaker.admit()).isEqualTo(PROBE);

    nanos += DELAY.toNanos() / 2;
    breaker.failed("still");
    assertThat(breaker.admit()).isEqualTo(REFUSED);

    nanos += DELAY.toNanos() / 2;
    assertThat(breaker.admit()).isEqualTo(PROBE);
    assertThat(breaker.lastFailure()).isEqualTo("still");
  }

  @Test
  void aSuccessClosesItAndWhatWasBeforeNoLongerCounts() {
    fail(10);
    nanos += DELAY.toNanos();
    assertThat(breaker.admit()).isEqualTo(PROBE);

    breaker.succeeded();

    assertThat(breaker.admit()).isEqualTo(FREE);
    fail(9);
    assertThat(breaker.isOpen()).isFalse();
    fail(1);
    assertThat(breaker.isOpen()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0.9, imagepeek.host.breaker-calls",
    "10, 0, imagepeek.host.breaker-ratio",
    "10, 1.1, imagepeek.host.breaker-ratio",
    "10, NaN, imagepeek.host.breaker-ratio"
  })
  void settingsThatMeanNothing(int calls, double ratio, String setting) {
    assertThatThrownBy(() -> new CircuitBreaker.Rule(calls, ratio, DELAY))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(setting);
  }
}
