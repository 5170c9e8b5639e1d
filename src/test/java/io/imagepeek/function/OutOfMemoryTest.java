package io.imagepeek.function;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OutOfMemoryTest {

  private static Throwable around(Throwable cause, int times) {
    Throwable outer = cause;
    for (int i = 0; i < times; i++) {
      outer = new IllegalStateException(outer);
    }
    return outer;
  }

  @Test
  void isFoundAmong32Causes() {
    OutOfMemoryError error = new OutOfMemoryError("a test's");

    assertThat(OutOfMemory.in(error)).containsSame(error);
    assertThat(OutOfMemory.in(around(error, 31))).containsSame(error);
    assertThat(OutOfMemory.in(around(error, 32))).isEmpty();
  }

  @Test
  void aCycleOfCausesEnds() {
    Exception inner = new IllegalStateException();
    inner.initCause(new IllegalStateException(inner));

    assertThat(OutOfMemory.in(inner)).isEmpty();
    assertThat(OutOfMemory.in(null)).isEmpty();
  }

  /** Libraries throw subclasses for limits of their own. */
  @Test
  void aSubclassIsNotTheVirtualMachinesOwn() {
    assertThat(OutOfMemory.in(new OutOfMemoryError() {})).isEmpty();
  }
}
