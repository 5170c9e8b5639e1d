package io.imagepeek.faults;

import static io.imagepeek.faults.Caller.inspect;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.imagepeek.faults.Caller.Answer;
import io.imagepeek.source.HeldMemory;
import io.imagepeek.source.MemoryBudget;
import io.imagepeek.testing.ScriptedRegistry;
import io.imagepeek.testing.TestImage;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Documents of many registries at once, and answers of many images: together they are bounded. */
@QuarkusTest
@TestProfile(MemoryProfile.class)
class MemoryTest {

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int LARGE = 900_000;
  private static final int HOSTS = 8;
  private static final int ASKED = 24;
  private static final int IMAGES = 6;

  /** Put here by {@link GuardedPeers}. */
  @SuppressWarnings("NullAway.Init")
  GuardedPeers.Unused peers;

  @Inject MemoryBudget memory;

  @AfterEach
  void allIsGivenBack() {
    long start = System.nanoTime();
    while (memory.taken() > 0 && System.nanoTime() - start < LIMIT.toNanos()) {
      Thread.onSpinWait(); // the last write may be on its way
    }
    assertThat(memory.taken()).isZero();
  }

  /** A manifest that is large for what it is annotated with. */
  private static TestImage large(int bytes) {
    TestImage image = TestImage.oci("linux/amd64");
    String annotated =
        image.manifest().substring(0, image.manifest().lastIndexOf('}'))
            + ",\"annotations\":{\"a\":\""
            + "x".repeat(bytes)
            + "\"}}";
    return TestImage.of(TestImage.OCI_MANIFEST, annotated, image.config());
  }

  private static void serve(ScriptedRegistry registry, TestImage image) {
    registry.on("GET", "/v2/large/manifests/latest").always(Serve.manifest(image));
    Serve.config(registry, "large", image);
  }

  @Test
  void largeDocumentsOfManyHostsWaitForEachOther_andSmallOnesDoNotWaitForThem() throws Exception {
    TestImage large = large(LARGE);
    TestImage small = TestImage.oci("linux/amd64");
    List<ScriptedRegistry> hosts = new ArrayList<>();
    for (int i = 0; i < HOSTS; i++) {
      ScriptedRegistry host = peers.take();
      serve(host, large);
      hosts.add(host);
    }
    ScriptedRegistry well = peers.take();
    well.image("x", "latest", small);
    ExecutorService callers = Executors.newFixedThreadPool(ASKED);
    try {
      List<Future<Answer>> answers = new ArrayList<>();
      for (int i = 0; i < ASKED; i++) {
        String name = hosts.get(i % HOSTS).authority() + "/large";
        answers.add(callers.submit(() -> inspect(name, ",\"view\":\"manifest\"")));
      }
      inspect(well.authority() + "/x").assertInspected(small);

      for (Future<Answer> answer : answers) {
        Answer there = answer.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        assertThat(there.status()).isEqualTo(200);
        assertThat(there.body()).hasSize(large.size());
      }
    } finally {
      callers.shutdownNow();
    }
  }

  @Test
  void whatTakesMoreThanThereIsForAllIsRefused_withTheSetting() {
    ScriptedRegistry registry = peers.take();
    serve(registry, large(2 * LARGE));

    inspect(registry.authority() + "/large")
        .assertInspectFailure(
            " bytes needs more memory than the limit for documents"
                + " (imagepeek.limits.documents)");
  }

  /** What has not been sent takes memory, whatever face it is told by. */
  @ParameterizedTest
  @CsvSource({"/inspect,", "/inspectAnImage,", "/,me"})
  void aLargeAnswerNeedsMemoryToo(String path, @Nullable String eventSource) {
    ScriptedRegistry registry = peers.take();
    serve(registry, large(LARGE));
    HeldMemory others = new HeldMemory();
    RequestSpecification request =
        given()
            .contentType("application/json")
            .body(Map.of("imageName", registry.authority() + "/large", "view", "manifest"));
    if (eventSource != null) {
      request
          .header("ce-specversion", "1.0")
          .header("ce-id", "1")
          .header("ce-type", "io.imagepeek.image.inspect")
          .header("ce-source", eventSource);
    }

    var unused = memory.forAnswer(Long.MAX_VALUE, others).await().indefinitely();
    assertThat(request.post(path).asString())
        .contains("no memory became free in time for the response");

    others.letGo();
    assertThat(request.post(path).asString()).hasSizeGreaterThan(LARGE);
  }

  @Test
  void aBatchesAnswerIsBounded_andItsLinesAreNot() {
    ScriptedRegistry registry = peers.take();
    TestImage large = large(LARGE);
    List<String> names = IntStream.range(0, IMAGES).mapToObj(i -> "large" + i).toList();
    for (String name : names) {
      registry.on("GET", "/v2/" + name + "/manifests/latest").always(Serve.manifest(large));
    }
    Map<String, Object> batch =
        Map.of(
            "images",
            names.stream().map(name -> registry.authority() + "/" + name).toList(),
            "view",
            "manifest");

    Response whole = given().contentType("application/json").body(batch).post("/inspections");
    Response lines =
        given()
            .contentType("application/json")
            .accept("application/x-ndjson")
            .body(batch)
            .post("/inspections");

    assertThat(whole.statusCode()).isEqualTo(200);
    assertThat(whole.jsonPath().getInt("summary.inspected")).isEqualTo(1);
    assertThat(whole.jsonPath().getList("results.failure.error", String.class))
        .filteredOn(error -> error != null)
        .hasSize(IMAGES - 1)
        .allMatch(error -> error.contains("(imagepeek.batch.answer)"))
        .allMatch(error -> error.contains("application/x-ndjson"));
    assertThat(lines.asString().lines())
        .hasSize(IMAGES + 1)
        .last()
        .asString()
        .contains("\"inspected\":" + IMAGES);
  }
}
