package io.imagepeek.soak.attack;

import java.time.Duration;
import java.util.Map;

/**
 * How large everything is. The quick form has a fifth of the function's own time-outs, and a fifth
 * of the callers where their number is not what matters.
 *
 * @param heapMib of the function
 */
public record Scale(boolean quick, int heapMib) {

  private static final int PART = 5;

  /** Large documents have an eighth of the heap together, and the largest, 4 MiB, takes 8 times. */
  private static final int HEAP_FOR_LARGEST = 8 * 8 * 4;

  /** The same part of a time. */
  public Duration time(Duration full) {
    return quick ? full.dividedBy(PART) : full;
  }

  /** The same part of so many seconds. */
  public Duration seconds(int full) {
    return time(Duration.ofSeconds(full));
  }

  /** The same part of a number. */
  public int count(int full) {
    return quick ? full / PART : full;
  }

  /** How many of so many images with the largest documents can be inspected. */
  public int withLargest(int images) {
    return heapMib < HEAP_FOR_LARGEST ? 0 : images;
  }

  /** How long an inspection may take. */
  public Duration inspection() {
    return seconds(25);
  }

  /** How long a batch may take. */
  public Duration batch() {
    return Duration.ofSeconds(quick ? 8 : 60);
  }

  /** How long a body may take to arrive. */
  public Duration body() {
    return seconds(10);
  }

  /** The function's settings that are not its defaults. */
  public Map<String, String> settings() {
    return quick
        ? Map.of(
            "imagepeek.time.inspection", "5s",
            "imagepeek.time.attempt", "2s",
            "imagepeek.batch.time", "8s",
            "imagepeek.serving.body-time", "2s",
            "imagepeek.serving.head-time", "2s")
        : Map.of();
  }
}
