package io.imagepeek.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The built application in a process of its own, on a free port of 127.0.0.1. */
final class Application implements AutoCloseable {

  private final Process process;
  private final int port;

  private Application(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /**
   * How the application is run.
   *
   * @param java the executable
   * @param options of the JVM
   * @param directory where {@code quarkus-run.jar} lies
   */
  record Launch(String java, List<String> options, Path directory) {}

  /**
   * Starts it, and does not wait until it listens.
   *
   * @param log where its log goes
   */
  static Application start(Launch launch, Map<String, String> settings, Redirect log)
      throws IOException {
    int port = Ports.free();
    List<String> command = new ArrayList<>();
    command.add(launch.java());
    command.addAll(launch.options());
    command.add("-Dquarkus.http.host=127.0.0.1");
    command.add("-Dquarkus.http.port=" + port);
    settings.forEach((name, value) -> command.add("-D" + name + "=" + value));
    command.addAll(List.of("-jar", "quarkus-run.jar"));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(launch.directory().toFile())
            .redirectErrorStream(true)
            .redirectOutput(log);
    // The registries are next door, and the settings are these alone.
    builder
        .environment()
        .keySet()
        .removeIf(name -> name.matches("(?i)(https?|no)_proxy|(imagepeek|quarkus)_.*"));
    Application application = new Application(builder.start(), port);
    Runtime.getRuntime().addShutdownHook(new Thread(application.process::destroyForcibly));
    return application;
  }

  /** Waits until it listens. */
  Application awaited() throws InterruptedException {
    Ports.awaitOpen(port, process);
    return this;
  }

  URI uri(String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  /** The processor time that it has taken so far. */
  long cpuNanos() {
    return process.info().totalCpuDuration().orElseThrow().toNanos();
  }

  /** Its resident memory, in KiB. */
  long residentKib() throws IOException {
    return Files.readString(Path.of("/proc/" + process.pid() + "/status"), UTF_8)
        .lines()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }

  @Override
  public void close() {
    Commands.stop(process);
  }
}
