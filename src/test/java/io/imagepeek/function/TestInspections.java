package io.imagepeek.function;

import io.imagepeek.image.Platform;
import io.imagepeek.inspect.Inspector;
import io.imagepeek.source.ImageSource;
import io.imagepeek.source.ImageSources;
import io.imagepeek.source.ParserExecutor;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** Inspections as they are wired in the application, of images from a source of the test's. */
public final class TestInspections {

  /** What the operator allows each by default. */
  public static final Duration BUDGET = Duration.ofSeconds(25);

  private TestInspections() {}

  /**
   * Inspections of images for linux/amd64.
   *
   * @param places inspections at once
   * @param budget for each of them
   */
  public static Inspections of(ImageSource source, int places, Duration budget, Clock clock) {
    return new Inspections(
        new Inspector(
            new ImageSources(List.of(source)),
            new Inspector.Limits(8, 500, 1_000),
            Platform.parse("linux/amd64"),
            Platform.ofHost(),
            new ParserExecutor()),
        new InspectionGate(places, places),
        new InspectionStart(clock, budget, 200, 1_000),
        new InspectionLog());
  }
}
