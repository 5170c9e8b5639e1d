package io.imagepeek.bench;

import io.imagepeek.testing.ServerIdentity;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A {@code docker-registry} (distribution) on a free port of 127.0.0.1. Several share one storage,
 * so that what is pushed to one is in all of them.
 */
public final class RegistryProcess implements AutoCloseable {

  private static final String REQUESTS = "registry_http_requests_total{";

  private final Process process;
  private final int port;
  private final int debugPort;
  private final HttpClient client = HttpClient.newHttpClient();

  private RegistryProcess(Process process, int port, int debugPort) {
    this.process = process;
    this.port = port;
    this.debugPort = debugPort;
  }

  /** Plain http, open to everybody. */
  public static RegistryProcess open(Path directory) throws IOException, InterruptedException {
    return start(directory, "open", "", "");
  }

  /** TLS, and Basic authentication. */
  static RegistryProcess basic(Path directory, ServerIdentity identity, Path htpasswd)
      throws IOException, InterruptedException {
    return start(
        directory,
        "basic",
        "tls: {certificate: '%s', key: '%s'}".formatted(identity.certPem(), identity.keyPem()),
        "auth: {htpasswd: {realm: bench, path: '%s'}}".formatted(htpasswd));
  }

  /** Plain http, and tokens of the service at {@code realm}. */
  static RegistryProcess token(Path directory, String realm, Path caPem)
      throws IOException, InterruptedException {
    String auth =
        """
        auth:
          token: {realm: '%s', service: '%s', issuer: '%s', rootcertbundle: '%s'}
        """
            .formatted(realm, TokenServer.SERVICE, TokenServer.ISSUER, caPem);
    return start(directory, "token", "", auth);
  }

  private static RegistryProcess start(Path directory, String name, String tls, String auth)
      throws IOException, InterruptedException {
    int port = Ports.free();
    int debugPort = Ports.free();
    Path config = directory.resolve("registry-" + name + ".yml");
    String text =
        """
        version: 0.1
        log: {level: error, accesslog: {disabled: true}}
        storage:
          cache: {blobdescriptor: inmemory}
          filesystem: {rootdirectory: '%s'}
        http:
          addr: '127.0.0.1:%d'
          debug: {addr: '127.0.0.1:%d', prometheus: {enabled: true, path: /metrics}}
          %s
        %s
        """
            .formatted(directory.resolve("storage"), port, debugPort, tls, auth);
    Files.writeString(config, text);
    ProcessBuilder builder =
        new ProcessBuilder("docker-registry", "serve", config.toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("registry-" + name + ".log").toFile());
    // Such variables would override the file.
    builder.environment().keySet().removeIf(key -> key.startsWith("REGISTRY_"));
    // By default its collector, with next to nothing to keep, runs every few requests and takes as
    // much of the processor as they do.
    builder.environment().put("GOGC", "800");
    RegistryProcess registry = new RegistryProcess(builder.start(), port, debugPort);
    Runtime.getRuntime().addShutdownHook(new Thread(registry.process::destroyForcibly));
    Ports.awaitOpen(port, registry.process);
    Ports.awaitOpen(debugPort, registry.process);
    return registry;
  }

  int port() {
    return port;
  }

  /** The host and port as they stand before an image's name. */
  public String address() {
    return "127.0.0.1:" + port;
  }

  /** The processor time that it has taken so far. */
  long cpuNanos() {
    return process.info().totalCpuDuration().orElseThrow().toNanos();
  }

  /** The requests that it has answered so far, by its own count. */
  long requests() throws IOException, InterruptedException {
    URI metrics = URI.create("http://127.0.0.1:" + debugPort + "/metrics");
    String text =
        client.send(HttpRequest.newBuilder(metrics).build(), BodyHandlers.ofString()).body();
    return text.lines()
        .filter(line -> line.startsWith(REQUESTS))
        .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  @Override
  public void close() {
    Commands.stop(process);
  }
}
