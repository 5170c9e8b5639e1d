package io.imagepeek.protocol;

import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;

/** What the machine calls the time; the test puts it right, or wrong. */
@Alternative
@Singleton
class TestWall extends Clock {

  private final TestClock passing;
  private final AtomicReference<Duration> step = new AtomicReference<>(Duration.ZERO);

  TestWall(TestClock passing) {
    this.passing = passing;
  }

  void step(Duration by) {
    step.updateAndGet(before -> before.plus(by));
  }

  @Override
  public Instant instant() {
    return passing.instant().plus(step.get());
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    throw new UnsupportedOperationException();
  }
}
