package io.imagepeek.soak;

import io.imagepeek.bench.Application;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the function's process takes at a moment.
 *
 * @param residentMib resident memory
 * @param heapMib what the last collection left in the heap; -1 before the first one
 */
record Vitals(long residentMib, long heapMib, int descriptors, long threads) {

  private static final Pattern COLLECTION = Pattern.compile("\\d+M->(\\d+)M\\(\\d+M\\)");
  private static final Pattern THREADS = Pattern.compile("Threads:\\s*(\\d+)");

  static Vitals of(Application application, Path collections) throws IOException {
    Path process = Path.of("/proc", Long.toString(application.pid()));
    Matcher threads = THREADS.matcher(Files.readString(process.resolve("status")));
    return new Vitals(
        application.residentKib() / 1024,
        heap(collections),
        descriptors(application),
        threads.find() ? Long.parseLong(threads.group(1)) : -1);
  }

  static int descriptors(Application application) throws IOException {
    int count = 0;
    Path directory = Path.of("/proc", Long.toString(application.pid()), "fd");
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        count += file.getNameCount() > 0 ? 1 : 0;
      }
    }
    return count;
  }

  private static long heap(Path collections) throws IOException {
    List<String> lines = Files.exists(collections) ? Files.readAllLines(collections) : List.of();
    for (int i = lines.size() - 1; i >= 0; i--) {
      Matcher collection = COLLECTION.matcher(lines.get(i));
      if (collection.find()) {
        return Long.parseLong(collection.group(1));
      }
    }
    return -1;
  }
}
