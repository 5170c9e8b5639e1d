package io.imagepeek.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The built application in a process of its own, on a free port of 127.0.0.1. */
public final class Application implements AutoCloseable {

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
  public record Launch(String java, List<String> options, Path directory) {}

  /**
   * Starts it, and does not wait until it listens.
   *
   * @param log where its log goes
   */
  public static Application start(Launch launch, Map<String, String> settings, Redirect log)
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
  public Application awaited() throws InterruptedException {
    Ports.awaitOpen(port, process);
    return this;
  }

  public URI uri(String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  /** The number of its process. */
  public long pid() {
    return process.pid();
  }

  /** Whether its process is there. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** Asks it to end (SIGTERM); whether it has ended by then. */
  public boolean ended(Duration atMost) throws InterruptedException {
    process.destroy();
    return process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Ends its process, whatever it does. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** The processor time that it has taken so far. */
  long cpuNanos() {
    return process.info().totalCpuDuration().orElseThrow().toNanos();
  }

  /** Its resident memory, in KiB. */
  public long residentKib() throws IOException {
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
