package io.imagepeek.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class SteadyClockTest {

  private static final Instant BEGUN = Instant.parse("2026-01-01T00:00:00Z");

  @Test
  void timePassesAsTheTickerSays_whateverTheWallSays() {
    AtomicReference<Instant> wall = new AtomicReference<>(BEGUN);
    AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    SteadyClock clock = SteadyClock.from(wall::get, nanos::get);
    assertThat(clock.instant()).isEqualTo(BEGUN);

    wall.set(BEGUN.minus(Duration.ofDays(1)));
    nanos.addAndGet(1_000_000_000L); // past the greatest number, as a ticker may begin anywhere

    assertThat(clock.instant()).isEqualTo(BEGUN.plusSeconds(1));
  }
}
