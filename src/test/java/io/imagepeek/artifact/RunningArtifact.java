package io.imagepeek.artifact;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The packaged application as a process of its own, as an operator starts it, on a free port. */
public final class RunningArtifact implements AutoCloseable {

  private static final Pattern LISTENING = Pattern.compile("Listening on: (http://[0-9.:]+)");
  private static final long START_SECONDS = 60;

  private final Process process;
  private final List<String> output = new ArrayList<>();
  private boolean ended;
  private URI address = URI.create("");

  private RunningArtifact(Process process) {
    this.process = process;
  }

  /** Starts it with these settings, and returns once it takes requests. */
  public static RunningArtifact start(Map<String, String> settings) throws IOException {
    return start(settings, List.of());
  }

  /** Starts it with these settings in a JVM with these options. */
  public static RunningArtifact start(Map<String, String> settings, List<String> jvmOptions)
      throws IOException {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("quarkus.http.host", "127.0.0.1");
    all.put("quarkus.http.port", "0");
    // What the machine that runs the tests has set is not what is tested.
    all.put("imagepeek.credentials.files", "false");
    all.putAll(settings);
    return start(new ProcessBuilder(Artifact.built().command(jvmOptions, all)));
  }

  /** Starts it by this command, and returns once it takes requests. */
  public static RunningArtifact start(ProcessBuilder builder) throws IOException {
    builder.redirectErrorStream(true);
    builder
        .environment()
        .keySet()
        .removeIf(
            name -> name.toLowerCase(Locale.ROOT).endsWith("_proxy") || name.startsWith("AWS_"));
    RunningArtifact jar = new RunningArtifact(builder.start());
    Thread reader = new Thread(jar::read, "output of the jar");
    reader.setDaemon(true);
    reader.start();
    try {
      jar.address = jar.awaitAddress();
      return jar;
    } catch (AssertionError failed) {
      jar.close();
      throw failed;
    }
  }

  /** Where it is reached. */
  public URI at(String target) {
    return address.resolve(target);
  }

  /** Asks it to end: SIGTERM. */
  public void terminate() {
    // Unlike the process, its handle leaves the output open, which has more to say.
    process.toHandle().destroy();
  }

  /** Whether it has ended by itself in that time. */
  public boolean endsWithin(Duration time) throws InterruptedException {
    return process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** The lines that it has written, all of them once it has ended. */
  public synchronized List<String> output() throws InterruptedException {
    while (!process.isAlive() && !ended) {
      wait();
    }
    return List.copyOf(output);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  private void read() {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        add(line);
      }
    } catch (IOException e) {
      add("killed before it ended: " + e);
    } finally {
      end();
    }
  }

  private synchronized void add(String line) {
    output.add(line);
    notifyAll();
  }

  private synchronized void end() {
    ended = true;
    notifyAll();
  }

  private synchronized URI awaitAddress() {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    try {
      for (int seen = 0; !ended; ) {
        for (; seen < output.size(); seen++) {
          Matcher listening = LISTENING.matcher(output.get(seen));
          if (listening.find()) {
            return URI.create(listening.group(1));
          }
        }
        long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        if (left <= 0) {
          break;
        }
        wait(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new AssertionError("it does not start: " + String.join("\n", output));
  }
}
