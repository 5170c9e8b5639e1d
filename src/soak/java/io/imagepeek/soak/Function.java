package io.imagepeek.soak;

import io.imagepeek.bench.Application;
import io.imagepeek.bench.Application.Launch;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The process of the function, which is restarted if it has not survived. */
final class Function {

  private final Launch launch;
  private final Map<String, String> settings;
  private final Path collections;
  private final FunctionLog log;
  private volatile Application application;
  private int restarts;

  private Function(Launch launch, Path directory, Map<String, String> settings, String hosts)
      throws IOException {
    this.launch = launch;
    this.collections = directory.resolve("gc.log");
    this.log = new FunctionLog(directory.resolve("function.log"));
    this.settings = settings;
    // Too many for a command line
    Path file = directory.resolve("soak.properties");
    Files.writeString(file, "imagepeek.registry.insecure=" + hosts + "\n");
    settings.put("quarkus.config.locations", file.toAbsolutePath().toString());
    Files.deleteIfExists(log.file());
    Files.deleteIfExists(collections);
    application = started();
  }

  /**
   * Starts it.
   *
   * @param directory for its logs
   * @param hosts the registries that it may ask over plain http
   */
  static Function start(Options options, Path directory, Map<String, String> settings, String hosts)
      throws IOException, InterruptedException {
    Path collections = directory.resolve("gc.log").toAbsolutePath();
    List<String> jvm =
        List.of(
            "-Xmx" + options.heap(),
            "-XX:+" + options.collector(),
            // As in the images and templates
            "-XX:+ExitOnOutOfMemoryError",
            "-Xlog:gc:file=" + collections);
    Path where = Path.of("target", "quarkus-app").toAbsolutePath();
    Function function = new Function(new Launch("java", jvm, where), directory, settings, hosts);
    function.application.awaited();
    return function;
  }

  private Application started() throws IOException {
    return Application.start(launch, settings, Redirect.appendTo(log.file().toFile()));
  }

  /** Replaces a process that does not respond any more. */
  void restart() throws IOException, InterruptedException {
    application.kill();
    restarts++;
    application = started().awaited();
  }

  int restarts() {
    return restarts;
  }

  Application application() {
    return application;
  }

  FunctionLog log() {
    return log;
  }

  Vitals vitals() throws IOException {
    return Vitals.of(application, collections);
  }

  InetSocketAddress address() {
    URI uri = application.uri("/");
    return new InetSocketAddress(uri.getHost(), uri.getPort());
  }

  /** Ends its process, whatever it does. */
  void kill() throws InterruptedException {
    application.kill();
  }
}
