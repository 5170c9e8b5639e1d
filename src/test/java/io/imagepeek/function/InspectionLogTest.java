package io.imagepeek.function;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagepeek.failure.InspectFailure.GenericFailure;
import io.imagepeek.failure.InspectFailure.ImageNotFoundInRegistry;
import io.imagepeek.image.Digest;
import io.imagepeek.image.ImageConfig;
import io.imagepeek.inspect.InspectedImage;
import io.imagepeek.source.InspectionContext;
import io.imagepeek.testing.CapturedLog;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InspectionLogTest {

  private static final String DIGEST = "sha256:" + "a".repeat(64);
  private static final Clock CLOCK = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);

  private final InspectionLog log = new InspectionLog();
  private final InspectionContext context = new InspectionContext(CLOCK, Duration.ofSeconds(1));
  private final CapturedLog captured = CapturedLog.of("io.imagepeek.inspection");

  @AfterEach
  void stopCapturing() {
    captured.close();
  }

  @Test
  void anInspectionIsOneLine() {
    context.countRequest();
    context.countRequest();
    context.countBytes(1_234);

    log.inspected("quay.io/a/b:1", image("linux", "amd64"), context);

    assertThat(captured.entries())
        .containsExactly(
            "image=quay.io/a/b:1 digest="
                + DIGEST
                + " platform=linux/amd64 outcome=inspected duration=0ms requests=2 bytes=1234");
  }

  @Test
  void aFailureIsOneLine() {
    context.countRequest();

    log.failed("a", new ImageNotFoundInRegistry("manifest unknown"), context);
    log.failed(null, new ImageNotFoundInRegistry("manifest unknown"), context);

    assertThat(captured.entries())
        .containsExactly(
            "image=a outcome=ImageNotFoundInRegistry error=\"manifest unknown\""
                + " duration=0ms requests=1 bytes=0",
            "image=- outcome=ImageNotFoundInRegistry error=\"manifest unknown\""
                + " duration=0ms requests=1 bytes=0");
  }

  @Test
  void aDefectComesWithItsCause() {
    log.failed("a", new GenericFailure("failed", new IllegalStateException("the cause")), context);

    assertThat(captured.entries()).hasSize(1);
    assertThat(captured.text())
        .startsWith("image=a outcome=GenericFailure error=\"failed\"")
        .contains("IllegalStateException: the cause")
        .contains("at io.imagepeek.function.InspectionLogTest.aDefectComesWithItsCause");
  }

  /** CWE-117: nobody may write lines, or fields of a line, into the log. */
  @ParameterizedTest
  @CsvSource({
    "'a\nimage=b outcome=inspected', 'a?image=b?outcome=inspected'",
    "'a\r\n', 'a??'",
    "'a outcome=inspected', 'a?outcome=inspected'",
    "'\u001b[2J', '?[2J'",
    "'a\u2028b\u202e', 'a?b?'",
    "'', '-'",
  })
  void aNameStaysOneWord(String name, String shown) {
    log.inspected(name, image(name, "amd64"), context);
    log.failed(name, new ImageNotFoundInRegistry("x"), context);

    assertThat(captured.entries().get(0))
        .startsWith("image=" + shown + " digest=sha256:")
        .contains(" platform=" + shown + "/amd64 outcome=inspected ");
    assertThat(captured.entries().get(1))
        .startsWith("image=" + shown + " outcome=ImageNotFoundInRegistry ");
  }

  @Test
  void aNameIsCut() {
    log.failed("x".repeat(4_000), new ImageNotFoundInRegistry("gone"), context);

    assertThat(captured.text()).hasSizeLessThan(500).contains("error=\"gone\"");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "`one\ntwo`, `one two`",
        "`one\r\ntwo`, `one  two`",
        "`one\" duration=0ms requests=0`, `one' duration=0ms requests=0`",
        "`one\u2028two\u0085\u001b[2J`, `one two  [2J`",
        "`caf\u00e9: \u8f38\u5165`, `caf\u00e9: \u8f38\u5165`",
      })
  void whatARegistrySaysStaysOneQuotedText(String error, String shown) {
    log.failed("a", new ImageNotFoundInRegistry(error), context);

    assertThat(captured.entries())
        .containsExactly(
            "image=a outcome=ImageNotFoundInRegistry error=\""
                + shown
                + "\" duration=0ms requests=0 bytes=0");
  }

  @Test
  @SuppressWarnings("OrphanedFormatString") // that it is none is what is tested
  void percentSignsArePlainText() {
    log.failed("%s%n", new ImageNotFoundInRegistry("%d %s"), context);
    log.inspected("%s%n", image("%d", "%x"), context);

    assertThat(captured.entries().get(0)).startsWith("image=%s%n outcome=").contains("\"%d %s\"");
    assertThat(captured.entries().get(1)).startsWith("image=%s%n ").contains(" platform=%d/%x ");
  }

  @Test
  void numbersAreThoseOfAnyLocale() {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
    try {
      context.countBytes(1_234_567);
      log.inspected("a", image("linux", "amd64"), context);
    } finally {
      Locale.setDefault(before);
    }

    assertThat(captured.text()).endsWith("duration=0ms requests=0 bytes=1234567");
  }

  private static InspectedImage image(String os, String architecture) {
    Digest digest = Digest.parse(DIGEST);
    ImageConfig config = new ImageConfig(null, "", architecture, os, null, null);
    return new InspectedImage(digest, digest, config, List.of(), Optional.of(List.of()));
  }
}
