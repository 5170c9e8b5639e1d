package io.imagepeek.soak;

import io.imagepeek.bench.Table;
import io.imagepeek.soak.attack.BesideSkopeo;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * {@code skopeo inspect --retry-times 2} against the same registries: a process for each image, 16
 * at a time, since each takes tens of MB.
 */
final class Skopeo {

  private static final int AT_ONCE = 16;

  private Skopeo() {}

  /** The table of all that are to be compared. */
  static Table table(List<BesideSkopeo> attacks) throws IOException, InterruptedException {
    Table table =
        new Table(
            List.of(
                "skopeo, 16 at a time", "images requested", "inspected", "seconds", "first, s"));
    for (BesideSkopeo attack : attacks) {
      row(table, attack);
    }
    return table;
  }

  private static void row(Table table, BesideSkopeo attack)
      throws IOException, InterruptedException {
    long start = System.nanoTime();
    long end = start + attack.time().toNanos();
    Iterator<String> images = attack.images().iterator();
    List<Process> running = new ArrayList<>();
    int asked = 0;
    int inspected = 0;
    double first = 0;
    while ((images.hasNext() || !running.isEmpty()) && System.nanoTime() - end < 0) {
      while (images.hasNext() && running.size() < AT_ONCE) {
        running.add(inspect(images.next()));
        asked++;
      }
      for (Process process : List.copyOf(running)) {
        if (!process.isAlive()) {
          running.remove(process);
          inspected += process.exitValue() == 0 ? 1 : 0;
          first = first == 0 && inspected == 1 ? seconds(start) : first;
        }
      }
      TimeUnit.MILLISECONDS.sleep(5);
    }
    double taken = seconds(start);
    for (Process process : running) {
      process.destroyForcibly().waitFor();
    }
    table.row(
        attack.name(),
        asked + " of " + attack.images().size(),
        inspected + "",
        String.format(Locale.ROOT, "%.1f", taken),
        String.format(Locale.ROOT, "%.1f", first));
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  private static Process inspect(String image) throws IOException {
    return new ProcessBuilder(
            "skopeo",
            "inspect",
            "--no-tags",
            "--retry-times",
            "2",
            "--tls-verify=false",
            "docker://" + image)
        .redirectOutput(Redirect.DISCARD)
        .redirectError(Redirect.DISCARD)
        .start();
  }
}
