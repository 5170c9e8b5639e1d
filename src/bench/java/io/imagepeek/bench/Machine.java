package io.imagepeek.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the numbers were measured on and with. */
public final class Machine {

  private Machine() {}

  /** What else the machine has to do at the moment, as Linux averages it. */
  public static String load() throws IOException {
    return first("/proc/loadavg", "(\\S+ \\S+)");
  }

  /**
   * A list in Markdown.
   *
   * @param loadBefore what {@link #load} said before the measurements
   */
  public static String facts(Application.Launch launch, String loadBefore)
      throws IOException, InterruptedException {
    Samples start = new Samples();
    for (int i = 0; i < 11; i++) {
      start.add(Commands.timed(List.of("skopeo", "--version")));
    }
    return String.join(
        "\n",
        "- "
            + Runtime.getRuntime().availableProcessors()
            + " cores ("
            + first("/proc/cpuinfo", "model name\\s*:\\s*(.*)")
            + "), "
            + Long.parseLong(first("/proc/meminfo", "MemTotal:\\s*(\\d+)")) / 1024
            + " MiB; load "
            + loadBefore
            + " before, "
            + load()
            + " after",
        "- "
            + first("/etc/os-release", "PRETTY_NAME=\"?([^\"]*)")
            + ", Linux "
            + System.getProperty("os.version"),
        "- function: " + java(launch.java()) + ", " + String.join(" ", launch.options()),
        "- "
            + line(List.of("skopeo", "--version"), 0)
            + String.format(Locale.ROOT, "; to start and end it takes %.0f ms", start.median()),
        "- " + line(List.of("docker-registry", "--version"), 0),
        "");
  }

  /** The load generator. */
  static String wrk() throws IOException, InterruptedException {
    return line(List.of("wrk", "--version"), 0).replaceAll(" Copyright.*", "");
  }

  /** What a Java says that it is. */
  static String java(String java) throws IOException, InterruptedException {
    return line(List.of(java, "-version"), 1);
  }

  private static String first(String file, String pattern) throws IOException {
    Path path = Path.of(file);
    Matcher found =
        Pattern.compile(pattern).matcher(Files.exists(path) ? Files.readString(path, UTF_8) : "");
    return found.find() ? found.group(1).strip() : "0";
  }

  private static String line(List<String> command, int index)
      throws IOException, InterruptedException {
    List<String> lines = Commands.output(command).lines().toList();
    return lines.size() > index ? lines.get(index).strip() : "?";
  }
}
