package io.imagepeek.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.imagepeek.golden.TemporaryDirectory;
import io.imagepeek.golden.TestLayout;
import io.imagepeek.testing.ScriptedRegistry;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A real engine with a Docker-compatible API, in directories of its own, empty at first, and the
 * setting with which the application may ask it. A registry on 127.0.0.1 has the {@link TestLayout}
 * for it to pull from.
 */
public abstract class DockerEngine implements QuarkusTestResourceLifecycleManager {

  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final long STOP_SECONDS = 20;

  private @Nullable Path directory;
  private @Nullable Process process;
  private @Nullable ScriptedRegistry registry;

  /** The command that starts the engine, with everything that it writes in the directory. */
  abstract List<String> command(Path directory, Path socket);

  /** Has the engine pull an image from a registry without TLS. */
  abstract DockerApi.Answer pull(String registry, String image) throws IOException;

  /** What ends with the engine, or must be ended after it. */
  void cleanUp(Path directory) throws IOException, InterruptedException {}

  @Override
  public Map<String, String> start() {
    try {
      // Not the default directory, whose path may be too long for a socket.
      directory = Files.createTempDirectory(Path.of("/tmp"), "ip-engine");
      registry = ScriptedRegistry.start().layout(Path.of("src/test/resources/testbed/layout"));
      ProcessBuilder builder = new ProcessBuilder(command(directory, socket()));
      builder.environment().put("XDG_RUNTIME_DIR", directory.toString());
      process =
          builder
              .redirectErrorStream(true)
              .redirectOutput(directory.resolve("engine.log").toFile())
              .start();
      Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
      awaitStart();
      return Map.of("imagepeek.engine.docker-socket", socket().toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void awaitStart() throws IOException {
    long end = System.nanoTime() + START_LIMIT.toNanos();
    while (System.nanoTime() < end && process().isAlive()) {
      try {
        if (api().get("/_ping").status() == 200) {
          return;
        }
      } catch (IOException notYet) {
        Thread.onSpinWait();
      }
      pause();
    }
    String log = Files.readString(directory().resolve("engine.log"));
    stop();
    throw new IllegalStateException("the engine does not start: " + log);
  }

  private void pause() {
    try {
      // Whether it ends is what matters; its end cuts the pause short.
      process().waitFor(50, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  @Override
  public void inject(TestInjector injector) {
    injector.injectIntoFields(this, new TestInjector.MatchesType(DockerEngine.class));
  }

  @Override
  public void stop() {
    try {
      if (process != null) {
        process.destroy();
        if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
          process.destroyForcibly().waitFor();
        }
      }
      if (registry != null) {
        registry.close();
      }
      if (directory != null) {
        cleanUp(directory);
        TemporaryDirectory.delete(directory);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } finally {
      process = null;
      registry = null;
      directory = null;
    }
  }

  /** The engine's API. */
  DockerApi api() {
    return new DockerApi(socket());
  }

  /** Has it pull an image of the layout; the image's name in the engine is the result. */
  String pull(String image) throws IOException {
    String authority = registry().authority();
    DockerApi.Answer answer = pull(authority, image);
    if (answer.status() != 200 || answer.body().contains("\"error\"")) {
      throw new IllegalStateException(image + ": " + answer);
    }
    return authority + "/" + image;
  }

  /** Has it load an image of the layout from an archive as {@code docker save} writes it. */
  void load(String image, String as) throws IOException, InterruptedException {
    Path tar = Files.createTempDirectory(directory(), "archive").resolve("image.tar");
    run(
        "skopeo",
        "--insecure-policy",
        "copy",
        "--quiet",
        "oci:src/test/resources/testbed/layout:" + image,
        "docker-archive:" + tar + ":" + as);
    DockerApi.Answer answer = api().post("/images/load", tar);
    if (!answer.body().contains("Loaded image")) {
      throw new IllegalStateException(image + ": " + answer);
    }
  }

  /** Runs a command to its end. */
  static void run(String... command) throws IOException, InterruptedException {
    Process run = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(run.getInputStream().readAllBytes(), UTF_8);
    if (run.waitFor() != 0) {
      throw new IllegalStateException(String.join(" ", command) + ": " + output);
    }
  }

  private Path socket() {
    return directory().resolve("engine.sock");
  }

  private Path directory() {
    return started(directory);
  }

  private Process process() {
    return started(process);
  }

  private ScriptedRegistry registry() {
    return started(registry);
  }

  private static <T> T started(@Nullable T part) {
    if (part == null) {
      throw new IllegalStateException("the engine is not running");
    }
    return part;
  }
}
