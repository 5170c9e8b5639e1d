package io.imagepeek.soak;

import io.imagepeek.soak.attack.Attack;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the command line asks for.
 *
 * @param heapMib of the function, in MiB
 * @param time for all of it
 * @param quick the short form
 * @param only the one attack that is run, if it is one
 */
record Options(int heapMib, Duration time, boolean quick, @Nullable String only) {

  private static final int SECONDS = 600;
  private static final int QUICK_SECONDS = 240;

  /** The memory below which a JVM's machine is no server to it, in MiB. */
  private static final int SERVER_MIB = 1_792;

  /** The part of its memory that is the heap, in the images. */
  private static final int PERCENT_OF_HEAP = 60;

  /**
   * Reads the command line.
   *
   * @throws IllegalArgumentException naming the word that is not understood
   */
  static Options parse(List<Attack> attacks, String... arguments) {
    int heapMib = 256;
    Integer seconds = null;
    boolean quick = false;
    String only = null;
    Deque<String> words = new ArrayDeque<>(List.of(arguments));
    while (!words.isEmpty()) {
      String word = words.remove();
      switch (word) {
        case "--heap" -> heapMib = mebibytes(value(word, words));
        case "--seconds" -> seconds = Integer.parseInt(value(word, words));
        case "--quick" -> quick = true;
        case "--only" -> only = known(attacks, value(word, words));
        default -> throw new IllegalArgumentException("unknown: " + word);
      }
    }
    if (seconds == null) {
      seconds = quick ? QUICK_SECONDS : SECONDS;
    }
    return new Options(heapMib, Duration.ofSeconds(seconds), quick, only);
  }

  /** The heap, as {@code -Xmx} has it. */
  String heap() {
    return heapMib + "m";
  }

  /**
   * The collector, without {@code -XX:+}. In a container with so little memory that it has this
   * heap, the JVM takes the serial one by itself; here, on a larger machine, it would not.
   */
  String collector() {
    return heapMib < SERVER_MIB * PERCENT_OF_HEAP / 100 ? "UseSerialGC" : "UseG1GC";
  }

  private static int mebibytes(String size) {
    if (!size.matches("[1-9]\\d{0,5}m")) {
      throw new IllegalArgumentException("--heap: MiB, as in 256m, not " + size);
    }
    return Integer.parseInt(size.substring(0, size.length() - 1));
  }

  private static String known(List<Attack> attacks, String name) {
    List<String> names = attacks.stream().map(Attack::name).toList();
    if (!names.contains(name)) {
      throw new IllegalArgumentException("no attack " + name + "; there are " + names);
    }
    return name;
  }

  private static String value(String option, Deque<String> words) {
    if (words.isEmpty()) {
      throw new IllegalArgumentException(option + " needs a value");
    }
    return words.remove();
  }
}
