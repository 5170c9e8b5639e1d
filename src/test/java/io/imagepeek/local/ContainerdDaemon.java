package io.imagepeek.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.imagepeek.golden.TemporaryDirectory;
import io.imagepeek.source.engine.ContainerdInspector;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/** A containerd of one's own, in a temporary directory, until it is closed. */
final class ContainerdDaemon implements AutoCloseable {

  private static final int START_SECONDS = 30;
  private static final int COMMAND_SECONDS = 120;

  private final Path directory;
  private final Process process;
  private final Thread killer;
  private final Queue<String> log = new ConcurrentLinkedQueue<>();
  private final CompletableFuture<Boolean> booted = new CompletableFuture<>();

  private ContainerdDaemon(Path directory, Process process) {
    this.directory = directory;
    this.process = process;
    this.killer = new Thread(process::destroyForcibly, "containerd-killer");
  }

  /** Starts it without what looks beyond its directory. */
  static ContainerdDaemon start() {
    try {
      Path directory = Files.createTempDirectory("ctd");
      Path config = directory.resolve("config.toml");
      Files.writeString(
          config,
          """
          version = 2
          root = "%1$s/root"
          state = "%1$s/state"
          disabled_plugins = [
            "io.containerd.grpc.v1.cri",
            "io.containerd.internal.v1.opt",
            "io.containerd.snapshotter.v1.aufs",
            "io.containerd.snapshotter.v1.btrfs",
            "io.containerd.snapshotter.v1.devmapper",
            "io.containerd.snapshotter.v1.zfs",
          ]
          [grpc]
            address = "%1$s/c.sock"
          [debug]
            address = "%1$s/d.sock"
          """
              .formatted(directory));
      Process process =
          new ProcessBuilder("containerd", "-c", config.toString())
              .redirectErrorStream(true)
              .start();
      ContainerdDaemon daemon = new ContainerdDaemon(directory, process);
      daemon.awaitBoot();
      return daemon;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void awaitBoot() {
    Runtime.getRuntime().addShutdownHook(killer);
    Thread reader = new Thread(this::readLog, "containerd-log");
    reader.setDaemon(true);
    reader.start();
    boolean well = booted.completeOnTimeout(false, START_SECONDS, TimeUnit.SECONDS).join();
    if (!well) {
      close();
      throw new IllegalStateException("containerd did not start:\n" + String.join("\n", log));
    }
  }

  private void readLog() {
    try (BufferedReader lines = process.inputReader(UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        log.add(line);
        if (line.contains("containerd successfully booted")) {
          booted.complete(true);
        }
      }
    } catch (IOException e) {
      log.add("log ended: " + e);
    }
    // Without effect on one that has started.
    booted.complete(false);
  }

  /** A directory for what tests hand to it. */
  Path directory() {
    return directory;
  }

  /** The path of its socket. */
  String socket() {
    return directory.resolve("c.sock").toString();
  }

  /** What inspects the images of a namespace. */
  ContainerdInspector inspector(String namespace) {
    return new ContainerdInspector(socket(), namespace);
  }

  /** Imports an archive into a namespace as it is: all platforms, nothing unpacked. */
  void load(String namespace, ContainerdArchive archive) {
    Path file = directory.resolve("import.tar");
    archive.write(file);
    ctr(namespace, "images", "import", "--all-platforms", "--no-unpack", file.toString());
  }

  /** Runs {@code ctr}, and gives the lines that it prints. */
  List<String> ctr(String namespace, String... arguments) {
    List<String> command = new ArrayList<>(List.of("ctr", "-a", socket(), "-n", namespace));
    command.addAll(List.of(arguments));
    try {
      Path output = Files.createTempFile(directory, "ctr", ".out");
      Process ctr =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      boolean ended = ctr.waitFor(COMMAND_SECONDS, TimeUnit.SECONDS);
      if (!ended) {
        ctr.destroyForcibly();
      }
      if (!ended || ctr.exitValue() != 0) {
        throw new IllegalStateException(command + ":\n" + Files.readString(output));
      }
      return Files.readAllLines(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().removeShutdownHook(killer);
    TemporaryDirectory.delete(directory);
  }
}
