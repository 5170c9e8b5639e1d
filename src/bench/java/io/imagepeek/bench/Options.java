package io.imagepeek.bench;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the command line asks for.
 *
 * @param parts what is measured
 * @param quick fewer and shorter runs, to see that all works
 * @param jvm options of the JVM that runs the function
 * @param aot the directory of an aot-jar with its cache, if there is one
 * @param java the Java that runs that one
 */
record Options(Set<Part> parts, boolean quick, List<String> jvm, @Nullable Path aot, String java) {

  /** The parts of the benchmark. */
  enum Part {
    ROUND_TRIPS,
    THROUGHPUT,
    START_UP
  }

  /** The file that the training of an aot-jar leaves beside it. */
  static final String CACHE = "app.aot";

  private static final Path AOT = Path.of("target", "aot").toAbsolutePath();
  private static final Path INSTALLED = Path.of("/usr/lib/jvm");

  /**
   * Reads the command line.
   *
   * @throws IllegalArgumentException naming the word that is not understood
   */
  static Options parse(String... arguments) throws IOException {
    Set<Part> parts = EnumSet.noneOf(Part.class);
    boolean quick = false;
    List<String> jvm = List.of("-Xms256m", "-Xmx256m");
    Path aot = AOT;
    String java = null;
    Deque<String> words = new ArrayDeque<>(List.of(arguments));
    while (!words.isEmpty()) {
      String word = words.remove();
      switch (word) {
        case "--round-trips" -> parts.add(Part.ROUND_TRIPS);
        case "--throughput" -> parts.add(Part.THROUGHPUT);
        case "--start-up" -> parts.add(Part.START_UP);
        case "--quick" -> quick = true;
        case "--jvm" -> jvm = List.of(value(word, words).split(" +", -1));
        case "--aot" -> {
          aot = Path.of(value(word, words)).toAbsolutePath();
          if (!Files.exists(aot.resolve(CACHE))) {
            throw new IllegalArgumentException("no " + CACHE + " in " + aot);
          }
        }
        case "--java" -> java = value(word, words);
        default -> throw new IllegalArgumentException("unknown: " + word);
      }
    }
    return new Options(
        parts.isEmpty() ? EnumSet.allOf(Part.class) : parts,
        quick,
        jvm,
        Files.exists(aot.resolve(CACHE)) ? aot : null,
        java == null ? java25() : java);
  }

  /** A Java 25 of the machine, or else the one on the path. */
  private static String java25() throws IOException {
    if (Files.isDirectory(INSTALLED)) {
      try (DirectoryStream<Path> found = Files.newDirectoryStream(INSTALLED, "*25*")) {
        for (Path home : found) {
          Path java = home.resolve("bin").resolve("java");
          if (Files.isExecutable(java)) {
            return java.toString();
          }
        }
      }
    }
    return "java";
  }

  private static String value(String option, Deque<String> words) {
    if (words.isEmpty()) {
      throw new IllegalArgumentException(option + " needs a value");
    }
    return words.remove();
  }
}
