package io.imagepeek.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagepeek.openapi.DescribedClient;
import io.imagepeek.testing.Reply;
import io.imagepeek.testing.ScriptedRegistry;
import io.imagepeek.testing.TestImage;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is delivered: the jar, from its start to its end by SIGTERM. */
class PackagedApplicationIT {

  private static final Duration SOON = Duration.ofSeconds(20);
  private static final String SECRET = "s3cr3tOfTheRobot";
  private static final TestImage IMAGE = TestImage.oci("linux/amd64");

  private final CompletableFuture<Void> release = new CompletableFuture<>();
  private ScriptedRegistry open;
  private ScriptedRegistry closed;

  @BeforeEach
  void startRegistries() {
    open = ScriptedRegistry.start();
    open.on("GET", "/v2/slow/manifests/latest")
        .respond(
            Reply.held(
                release,
                Reply.of(200, Map.of("Content-Type", IMAGE.mediaType()), IMAGE.manifest())));
    open.on("GET", "/v2/slow/blobs/" + IMAGE.configDigest())
        .always(Reply.json(200, IMAGE.config()));
    closed = ScriptedRegistry.start();
    closed.requireBasic("robot", SECRET);
    closed.image("private", "latest", IMAGE);
  }

  @AfterEach
  void stopRegistries() {
    open.close();
    closed.close();
  }

  @Test
  void aRunningInspectionIsFinishedAndThenTheProcessEnds() throws Exception {
    try (RunningArtifact jar = start("60s")) {
      CompletableFuture<HttpResponse<String>> slow = client().sendAsync(slow(jar));
      open.awaitRequests(1, SOON);
      DescribedClient connected = client();
      assertThat(connected.send(invalid(jar)).statusCode()).isEqualTo(422);

      jar.terminate();
      awaitShutdown(jar);

      for (DescribedClient late : List.of(connected, client())) {
        HttpResponse<String> refused = late.send(invalid(jar));
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.body()).contains("this instance is ending; try again later");
        assertThat(refused.headers().allValues("Connection")).containsExactly("close");
        assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");
      }
      HttpResponse<String> event = send(jar, "/events", "{\"events\":[]}");
      assertThat(event.statusCode()).isEqualTo(503);
      assertThat(get(jar, "/q/health/live").statusCode()).isEqualTo(200);
      assertThat(slow).isNotDone();

      release.complete(null);

      assertThat(slow.join().statusCode()).isEqualTo(200);
      assertThat(slow.join().body()).startsWith("{\"Digest\":\"" + IMAGE.digest() + "\"");
      assertThat(jar.endsWithin(SOON)).as("long before the grace time is over").isTrue();
      assertThat(inspections(jar))
          .hasSize(2)
          .anyMatch(line -> line.contains("/slow digest=" + IMAGE.digest()))
          .anyMatch(line -> line.contains("outcome=InvalidInspectParameters"));
    }
  }

  @Test
  void anInspectionLongerThanTheGraceTimeIsCut() throws Exception {
    try (RunningArtifact jar = start("1s")) {
      CompletableFuture<HttpResponse<String>> slow = client().sendAsync(slow(jar));
      open.awaitRequests(1, SOON);

      jar.terminate();

      assertThat(jar.endsWithin(SOON)).isTrue();
      assertThat(slow).failsWithin(SOON).withThrowableThat().withCauseInstanceOf(IOException.class);
      open.awaitReset(SOON);
    }
  }

  @Test
  void logsOneLineForEachInspectionAndNoSecret() throws Exception {
    String name = closed.authority() + "/private";
    String credentials =
        "{\"imageName\":\"%s\",\"credentials\":{\"username\":\"robot\",\"password\":\"%s\"}}";
    try (RunningArtifact jar = start("1s")) {
      assertThat(get(jar, "/q/health").statusCode()).isEqualTo(200);
      assertThat(post(jar, credentials.formatted(name, SECRET)).statusCode()).isEqualTo(200);
      assertThat(post(jar, credentials.formatted(name, SECRET + "No")).statusCode()).isEqualTo(401);
      assertThat(post(jar, credentials.formatted("a@b", SECRET)).statusCode()).isEqualTo(422);
      assertThat(post(jar, "{\"credentials\":" + SECRET + "}").statusCode()).isEqualTo(422);
      assertThat(get(jar, "/inspect?imageName=" + name + "&credentials=" + SECRET).statusCode())
          .isEqualTo(422);
      assertThat(send(jar, "/inspectAnImage", "{\"credentials\":" + SECRET + "}").statusCode())
          .isEqualTo(422);

      jar.terminate();

      assertThat(jar.endsWithin(SOON)).isTrue();
      assertThat(inspections(jar))
          .hasSize(5)
          .allMatch(
              line -> line.matches(".* duration=\\d+ms requests=\\d+ bytes=\\d+( cache=miss)?"));
      assertThat(inspections(jar).get(0))
          .contains("image=" + name + " digest=" + IMAGE.digest() + " platform=linux/amd64")
          .contains(" outcome=inspected ")
          .contains(" requests=3 ");
      assertThat(jar.output()).noneMatch(line -> line.contains(SECRET) || line.contains("\tat "));
    }
  }

  private RunningArtifact start(String grace) throws IOException {
    return RunningArtifact.start(
        Map.of(
            "quarkus.shutdown.timeout",
            grace,
            "imagepeek.network.allow",
            "127.0.0.0/8",
            "imagepeek.registry.insecure",
            open.authority() + "," + closed.authority(),
            "imagepeek.time.attempt",
            "60s",
            "imagepeek.time.inspection",
            "60s"));
  }

  private HttpRequest slow(RunningArtifact jar) {
    return HttpRequest.newBuilder(jar.at("/inspect?imageName=" + open.authority() + "/slow"))
        .build();
  }

  private static HttpRequest invalid(RunningArtifact jar) {
    return HttpRequest.newBuilder(jar.at("/inspect?imageName=a@b")).build();
  }

  /** From the signal on, nobody should be sent here. */
  private static void awaitShutdown(RunningArtifact jar) throws Exception {
    long end = System.nanoTime() + SOON.toNanos();
    while (get(jar, "/q/health/ready").statusCode() != 503) {
      if (System.nanoTime() > end) {
        throw new AssertionError("the shutdown does not begin");
      }
    }
  }

  private static List<String> inspections(RunningArtifact jar) throws InterruptedException {
    return jar.output().stream()
        .filter(line -> line.contains("[io.imagepeek.inspection]"))
        .toList();
  }

  private static HttpResponse<String> get(RunningArtifact jar, String target) throws Exception {
    return client().send(HttpRequest.newBuilder(jar.at(target)).build());
  }

  private static HttpResponse<String> post(RunningArtifact jar, String body) throws Exception {
    return send(jar, "/inspect", body);
  }

  private static HttpResponse<String> send(RunningArtifact jar, String target, String body)
      throws Exception {
    return client()
        .send(
            HttpRequest.newBuilder(jar.at(target))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build());
  }

  /** A new one each time, and so a new connection. */
  private static DescribedClient client() {
    return DescribedClient.of(HttpClient.Version.HTTP_1_1);
  }
}
