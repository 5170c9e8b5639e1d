package io.imagepeek.protocol;

import io.imagepeek.source.SteadyClock;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;

/** Time that passes, put forward by the test between two inspections. */
@Alternative
@Singleton
class TestClock implements SteadyClock {

  private final SteadyClock real = SteadyClock.start();
  private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);

  void advance(Duration time) {
    ahead.updateAndGet(before -> before.plus(time));
  }

  @Override
  public Instant instant() {
    return real.instant().plus(ahead.get());
  }
}
