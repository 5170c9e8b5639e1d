package io.imagepeek.lambda;

import static io.imagepeek.lambda.Payloads.batch;
import static io.imagepeek.lambda.Payloads.http;
import static io.imagepeek.lambda.Payloads.large;
import static io.imagepeek.lambda.Payloads.manifests;
import static io.imagepeek.lambda.Payloads.messageId;
import static io.imagepeek.lambda.Payloads.parse;
import static io.imagepeek.lambda.Payloads.pushed;
import static io.imagepeek.lambda.Payloads.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.imagepeek.lambda.RuntimeApi.Outcome;
import io.imagepeek.testing.Reply;
import io.imagepeek.testing.ScriptedRegistry;
import io.imagepeek.testing.TestImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is delivered to Lambda: the archive, run as Lambda runs it. */
@Timeout(300)
class FunctionZipIT {

  private static final Path ZIP = Path.of("target", "function.zip");
  private static final Duration LONG = Duration.ofSeconds(60);

  /** How often it is started to measure how long that takes: once is no measurement, but a test. */
  private static final int STARTS = Integer.getInteger("lambda.starts", 1);

  @TempDir static Path root;

  private static ScriptedRegistry registry;
  private static RunningFunction function;

  @BeforeAll
  static void start() throws IOException {
    try (ZipFile zip = new ZipFile(ZIP.toFile())) {
      for (ZipEntry entry : zip.stream().toList()) {
        unpack(zip, entry);
      }
    }
    registry = ScriptedRegistry.start();
    function = start(Map.of("QUARKUS_LAMBDA_HANDLER", "inspectAnImage"));
  }

  @AfterAll
  static void stop() {
    function.close();
    registry.close();
  }

  /** Only a native executable is its own runtime. */
  @Test
  void anExecutableIsWithinItsBudget() throws Exception {
    Path executable = root.resolve("bootstrap");
    assumeTrue(Files.exists(executable), "no native executable was built");

    assertThat(Files.size(executable))
        .isLessThanOrEqualTo(Long.parseLong(System.getProperty("native.bytes")));
  }

  @Test
  void answersADirectCall() throws Exception {
    TestImage image = registry.image("direct", "1");

    Outcome found = invoke(request(registry.authority() + "/direct:1"));
    Outcome invalid = invoke("{\"imageName\":\"invalid@image\"}");

    assertThat(found.failed()).isFalse();
    assertThat(found.body())
        .startsWith("{\"Digest\":\"" + image.digest() + "\",\"RepoTags\":[],")
        .endsWith("\"Env\":[\"PATH=/usr/bin\"]}");
    assertThat(invalid.failed()).isFalse();
    assertThat(invalid.body()).startsWith("{\"name\":\"InvalidInspectParameters\",");
  }

  /** Each of the manifests has four million bytes in base64. */
  @Test
  void answersNoMoreThanLambdaTakes() throws Exception {
    registry.image("large/one", "1", large());
    registry.image("large/two", "1", large());

    JsonNode answer =
        parse(invoke(manifests(registry.authority(), "large/one:1", "large/two:1")).body());

    assertThat(answer.at("/results/0/inspection/size").intValue()).isGreaterThan(3_000_000);
    assertThat(answer.at("/results/1/failure/error").textValue())
        .contains("6291556 bytes that AWS Lambda takes");
    assertThat(answer.path("summary").toString())
        .isEqualTo("{\"images\":2,\"inspected\":1,\"failed\":1}");
  }

  @Test
  void inspectsWhatWasPushedToEcr() throws Exception {
    TestImage image = registry.image("pushed/app", "1.4");

    Outcome outcome = invoke(pushed("pushed/app", image));

    assertThat(outcome.failed()).isFalse();
    assertThat(outcome.body()).startsWith("{\"Digest\":\"" + image.digest() + "\",");
    assertThat(function.awaitLine("/pushed/app:1.4@" + image.digest()))
        .contains(" image=" + registry.authority())
        .contains(" outcome=inspected ");
  }

  @Test
  void reportsAnEventThatIsToComeAgainAsAnError() throws Exception {
    TestImage image = TestImage.oci("linux/amd64");
    registry.on("GET", "/v2/busy/manifests/" + image.digest()).always(Reply.status(503));

    Outcome outcome = invoke(pushed("busy", image));

    assertThat(outcome.failed()).isTrue();
    JsonNode error = parse(outcome.body());
    assertThat(error.path("errorType").textValue())
        .isEqualTo("io.imagepeek.function.lambda.TransientFailure");
    assertThat(error.path("errorMessage").textValue()).contains("503");
  }

  @Test
  void reportsTheMessagesThatAreToComeAgain() throws Exception {
    registry.image("queued", "latest");
    registry.on("GET", "/v2/queued-busy/manifests/latest").always(Reply.status(503));

    Outcome outcome =
        invoke(
            batch(
                request(registry.authority() + "/queued-busy"),
                request(registry.authority() + "/queued"),
                "malformed"));

    assertThat(outcome.failed()).isFalse();
    assertThat(outcome.body())
        .isEqualTo("{\"batchItemFailures\":[{\"itemIdentifier\":\"" + messageId(0) + "\"}]}");
  }

  @Test
  void answersARequestOverHttp() throws Exception {
    TestImage image = registry.image("http", "1");

    JsonNode answer = parse(invoke(http(registry.authority() + "/http:1")).body());

    assertThat(answer.path("statusCode").intValue()).isEqualTo(200);
    assertThat(answer.path("body").textValue())
        .startsWith("{\"Digest\":\"" + image.digest() + "\",");
  }

  @Test
  void theEndOfTheInvocationBoundsTheInspection() throws Exception {
    registry.on("GET", "/v2/slow/manifests/latest").always(Reply.never());
    Duration time = Duration.ofSeconds(4); // of which 2 s are in reserve

    long start = System.nanoTime();
    Outcome outcome = function.invoke(request(registry.authority() + "/slow"), time);

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(time);
    assertThat(outcome.failed()).isFalse();
    JsonNode error = parse(outcome.body());
    assertThat(error.path("name").textValue()).isEqualTo("RegistryConnectionFailure");
    assertThat(error.path("error").textValue())
        .containsPattern("took longer than its [01]\\.\\d+ s");
  }

  /** The payload tells what is asked, whichever name the function has. */
  @Test
  void eitherNameIsTheSameFunction() throws Exception {
    TestImage image = registry.image("named", "1");
    String name = registry.authority() + "/named:1";
    String several = "{\"images\":[\"" + name + "\"]}";

    try (RunningFunction other = start(Map.of("QUARKUS_LAMBDA_HANDLER", "inspectImages"))) {
      assertThat(other.invoke(request(name), LONG).body())
          .startsWith("{\"Digest\":\"" + image.digest() + "\",");
      assertThat(other.invoke(several, LONG).body())
          .isEqualTo(invoke(several).body())
          .startsWith("{\"results\":[{\"image\":\"" + name + "\",\"inspection\":{\"Digest\":")
          .endsWith("\"summary\":{\"images\":1,\"inspected\":1,\"failed\":0}}");
    }
  }

  @Test
  void aFunctionThatThereIsNotDoesNotStart() throws Exception {
    try (RunningFunction wrong = start(Map.of("QUARKUS_LAMBDA_HANDLER", "inspectAll"))) {
      assertThat(wrong.fails()).isTrue();
      assertThat(wrong.api().asked()).isZero();
      assertThat(wrong.output())
          .anyMatch(
              line ->
                  line.contains(
                      "there is no function inspectAll; there are inspectAnImage and inspectImages"));
    }
  }

  /** The log is kept line by line, and shows no colours. */
  @Test
  void logsLinesAlone() throws Exception {
    try (RunningFunction fresh = start(Map.of())) {
      fresh.invoke("{}", LONG);
      fresh.awaitLine("outcome=InvalidInspectParameters");

      assertThat(fresh.output())
          .noneMatch(line -> line.contains("\u001b"))
          .noneMatch(line -> line.contains("___"))
          .filteredOn(line -> line.contains("imagepeek"))
          .allMatch(line -> line.matches("\\d{4}-\\d\\d-\\d\\d .*"));
    }
  }

  @Test
  void holdsNothingOfTheHttpTarget() throws IOException {
    try (ZipFile zip = new ZipFile(ZIP.toFile())) {
      assertThat(zip.stream().map(ZipEntry::getName))
          .isNotEmpty()
          .noneMatch(
              name ->
                  name.matches(
                      "lib/.*(vertx-web|resteasy|funqy|swagger|openapi|quarkus-rest|vertx-http|health|junit).*"))
          .noneMatch(name -> name.startsWith("io/imagepeek/function/http/"))
          .noneMatch(name -> name.startsWith("META-INF/openapi"));
    }
  }

  @Test
  void startsInTime() throws Exception {
    registry.image("started", "latest");
    List<Duration> passed = new ArrayList<>();
    List<Duration> computed = new ArrayList<>();
    for (int i = 0; i < STARTS; i++) {
      long start = System.nanoTime();
      try (RunningFunction cold = start(Map.of())) {
        Outcome outcome = cold.invoke(request(registry.authority() + "/started"), LONG);

        passed.add(Duration.ofNanos(System.nanoTime() - start));
        computed.add(cold.computed());
        assertThat(outcome.body()).startsWith("{\"Digest\":");
      }
    }
    System.out.printf(
        "from the start of the process to the first inspection: %d ms, %d ms of processor time"
            + " (medians of %d)%n",
        median(passed).toMillis(), median(computed).toMillis(), STARTS);
  }

  private static Duration median(List<Duration> durations) {
    return durations.stream().sorted().toList().get(durations.size() / 2);
  }

  private static Outcome invoke(String payload) throws Exception {
    return function.invoke(payload, LONG);
  }

  private static RunningFunction start(Map<String, String> settings) throws IOException {
    Map<String, String> all = new HashMap<>(settings);
    all.put("IMAGEPEEK_NETWORK_ALLOW", "127.0.0.0/8");
    all.put("IMAGEPEEK_REGISTRY_INSECURE", registry.authority());
    all.put("IMAGEPEEK_EVENTS_HOSTS", Payloads.ECR + "=" + registry.authority());
    all.put("IMAGEPEEK_CREDENTIALS_FILES", "false");
    all.put("IMAGEPEEK_RETRY_DELAY", "1ms");
    all.put("IMAGEPEEK_SERVING_LAMBDA_RESERVE", "2s");
    return RunningFunction.start(root, all);
  }

  private static void unpack(ZipFile zip, ZipEntry entry) throws IOException {
    Path file = root.resolve(entry.getName());
    if (entry.isDirectory()) {
      Files.createDirectories(file);
      return;
    }
    Files.createDirectories(file.getParent());
    try (InputStream content = zip.getInputStream(entry)) {
      Files.copy(content, file);
    }
    if (entry.getName().equals("bootstrap")) {
      assertThat(file.toFile().setExecutable(true)).isTrue();
    }
  }
}
