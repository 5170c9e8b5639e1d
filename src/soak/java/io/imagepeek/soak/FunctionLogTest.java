package io.imagepeek.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FunctionLogTest {

  @TempDir Path directory;

  @Test
  void aStackTraceIsCountedOnceByItsFirstLine() throws Exception {
    String before = "INFO before\n";
    String text =
        """
        ERROR it broke
        java.lang.IllegalStateException: no
        \tat a.B.c(B.java:1)
        \tat a.B.d(B.java:2)
        Caused by: java.io.IOException: none
        \tat a.B.e(B.java:3)
        \t... 2 more
        INFO between
        java.lang.IllegalStateException: no
        \tat a.B.c(B.java:1)
        Terminating due to java.lang.OutOfMemoryError: Java heap space
        """;
    FunctionLog log = new FunctionLog(Files.writeString(directory.resolve("log"), before + text));
    FunctionLog.Findings findings = log.between(before.length(), log.length());
    assertThat(findings.stackTraces())
        .containsExactly(entry("java.lang.IllegalStateException: no", 2));
    assertThat(findings.traces()).isEqualTo(2);
    assertThat(findings.outOfMemory()).isEqualTo(1);
    assertThat(log.between(0, before.length()).traces()).isZero();
  }
}
