package io.imagepeek.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.api.client.AWSLambda;
import com.amazonaws.services.lambda.runtime.serialization.PojoSerializer;
import io.imagepeek.lambda.RuntimeApi.Outcome;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.utilslite.SdkInternalThreadLocal;

/**
 * The unpacked archive as a process of its own, with the environment that Lambda gives one: its own
 * {@code bootstrap}, or else Java with Lambda's runtime, as in the managed runtimes.
 */
final class RunningFunction implements AutoCloseable {

  private static final String HANDLER =
      "io.quarkus.amazon.lambda.runtime.QuarkusStreamHandler::handleRequest";
  private static final long PATIENCE_SECONDS = 60;

  private final RuntimeApi api;
  private final Process process;
  private final List<String> output = new ArrayList<>();
  private final Thread reader;

  private RunningFunction(RuntimeApi api, Process process) {
    this.api = api;
    this.process = process;
    reader = new Thread(this::read, "output of the function");
    reader.setDaemon(true);
    reader.start();
  }

  /**
   * Starts it, and returns when it waits for work or has ended: Lambda's client unpacks its library
   * to one and the same path in every process, so that of two that start at once both may fail.
   *
   * @param root where the archive was unpacked
   * @param settings environment variables of the deployment
   */
  static RunningFunction start(Path root, Map<String, String> settings) throws IOException {
    RuntimeApi api = RuntimeApi.start();
    ProcessBuilder builder =
        new ProcessBuilder(command(root)).directory(root.toFile()).redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().putAll(environment(root, api));
    builder.environment().putAll(settings);
    RunningFunction function = new RunningFunction(api, builder.start());
    CompletableFuture.anyOf(api.started(), function.process.onExit())
        .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
        .join();
    return function;
  }

  /** What comes of an invocation that may take that long. */
  Outcome invoke(String payload, Duration time) throws Exception {
    CompletableFuture<Outcome> outcome = api.invoke(payload, Instant.now().plus(time));
    CompletableFuture<Object> end =
        process
            .onExit()
            .thenApply(
                ended -> {
                  throw new IllegalStateException("the function has ended: " + output());
                });
    return (Outcome) CompletableFuture.anyOf(outcome, end).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  RuntimeApi api() {
    return api;
  }

  /** The processor time that it has taken so far, where the system tells it; else none. */
  Duration computed() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /** Whether it ends by itself, and not in order. */
  boolean fails() throws InterruptedException {
    return process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) && process.exitValue() != 0;
  }

  /** The lines that it has written so far; all of them once it has ended. */
  List<String> output() {
    if (!process.isAlive()) {
      try {
        reader.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    synchronized (output) {
      return List.copyOf(output);
    }
  }

  /** The first line with this in it. */
  String awaitLine(String part) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    synchronized (output) {
      for (int seen = 0; ; ) {
        for (; seen < output.size(); seen++) {
          if (output.get(seen).contains(part)) {
            return output.get(seen);
          }
        }
        long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        if (left <= 0) {
          throw new AssertionError("nowhere in " + output + ": " + part);
        }
        output.wait(left);
      }
    }
  }

  @Override
  public void close() {
    process.toHandle().destroy();
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    api.close();
  }

  private void read() {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        add(line);
      }
    } catch (IOException ended) {
      add("killed before it ended: " + ended);
    }
  }

  private void add(String line) {
    synchronized (output) {
      output.add(line);
      output.notifyAll();
    }
  }

  private static List<String> command(Path root) {
    Path bootstrap = root.resolve("bootstrap");
    if (Files.exists(bootstrap)) {
      return List.of(bootstrap.toString());
    }
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        // As in the managed runtimes from Java 17 on.
        "-XX:TieredStopAtLevel=1",
        "-XX:+UseSerialGC",
        "-cp",
        Stream.concat(
                Stream.of(root.toString(), root.resolve("lib/*").toString()),
                Stream.of(
                        AWSLambda.class,
                        PojoSerializer.class,
                        Context.class,
                        SdkInternalThreadLocal.class)
                    .map(RunningFunction::jar))
            .collect(Collectors.joining(File.pathSeparator)),
        AWSLambda.class.getName(),
        HANDLER);
  }

  private static String jar(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Map<String, String> environment(Path root, RuntimeApi api) {
    return Map.ofEntries(
        Map.entry("_HANDLER", HANDLER),
        Map.entry("AWS_LAMBDA_RUNTIME_API", api.authority()),
        Map.entry("LAMBDA_TASK_ROOT", root.toString()),
        Map.entry("LAMBDA_RUNTIME_DIR", "/var/runtime"),
        Map.entry("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand"),
        Map.entry("AWS_LAMBDA_FUNCTION_NAME", "imagepeek"),
        Map.entry("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST"),
        Map.entry("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "512"),
        Map.entry("AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/imagepeek"),
        Map.entry("AWS_LAMBDA_LOG_STREAM_NAME", "2026/03/04/[$LATEST]0123456789abcdef"),
        Map.entry("AWS_REGION", "eu-central-1"),
        Map.entry("AWS_DEFAULT_REGION", "eu-central-1"),
        Map.entry("AWS_ACCESS_KEY_ID", "ASIAEXAMPLEKEY000001"),
        Map.entry("AWS_SECRET_ACCESS_KEY", "s3cr3tOfTheRole"),
        Map.entry("AWS_SESSION_TOKEN", "t0k3nOfTheRole"),
        Map.entry("LANG", "en_US.UTF-8"),
        Map.entry("TZ", ":UTC"),
        Map.entry("PATH", "/usr/local/bin:/usr/bin:/bin:/opt/bin"));
  }
}
