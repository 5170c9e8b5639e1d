package io.imagepeek.function.batch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.imagepeek.failure.InspectFailure.ImageNotFoundInRegistry;
import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import io.imagepeek.function.ErrorResponse;
import io.imagepeek.function.InspectionGate;
import io.imagepeek.function.Inspections;
import io.imagepeek.function.RequestReader;
import io.imagepeek.function.TestInspections;
import io.imagepeek.image.Descriptor;
import io.imagepeek.image.Digest;
import io.imagepeek.source.ImageHandle;
import io.imagepeek.source.ImageRequest;
import io.imagepeek.source.ImageSource;
import io.imagepeek.source.InspectionContext;
import io.imagepeek.source.ReadDocument;
import io.imagepeek.source.StoreMetadata;
import io.imagepeek.source.StoredImage;
import io.imagepeek.testing.CapturedLog;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.AssertSubscriber;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.math.BigInteger;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** When the images of batches have their turn, and what becomes of those that have none. */
class BatchInspectionsTest {

  private static final Duration LONG = Duration.ofMinutes(5);

  private final Images images = new Images();

  @Test
  void batchesShareTheTurns() {
    BatchInspections batches = batches(10, 2, LONG);
    UniAssertSubscriber<BatchResponse> first = ask(batches, "a1", "a2", "a3", "a4");
    UniAssertSubscriber<BatchResponse> second = ask(batches, "b1", "b2");

    assertThat(images.names()).containsExactly("a1", "a2");
    images.answer("a1");
    images.answer("a2");
    // Another's first goes before the third of who has half of the places already.
    assertThat(images.names()).containsExactly("a1", "a2", "b1", "a3");
    images.answer("b1");
    images.answer("a3");
    images.answer("b2");
    second.assertCompleted();
    first.assertNotTerminated();
    images.answer("a4");

    assertThat(((BatchView) first.getItem().view()).results())
        .extracting(result -> ((BatchView.Failed) result).image())
        .containsExactly("r.test/a1", "r.test/a2", "r.test/a3", "r.test/a4");
    assertThat(((BatchView) first.getItem().view()).summary())
        .isEqualTo(new BatchView.Summary(4, 0, 4));
  }

  @Test
  void aBatchIsUnderWayUntilItEnds() {
    BatchInspections batches = batches(1, 8, LONG);
    UniAssertSubscriber<BatchResponse> first = ask(batches, "a1", "a2");

    ask(batches, "b1").assertFailedWith(InspectionGate.Full.class);
    assertThat(images.names()).containsExactly("a1", "a2");
    images.answer("a1");
    images.answer("a2");
    first.assertCompleted();

    UniAssertSubscriber<BatchResponse> cancelled = ask(batches, "c1");
    cancelled.cancel();
    assertThat(images.stopped).containsExactly("c1");
    ask(batches, "d1").assertNotTerminated();
  }

  @Test
  void aBatchThatCannotBeReadTakesNone() {
    BatchResponse answer =
        batches(0, 8, LONG).respond("{}".getBytes(UTF_8), context(LONG)).await().indefinitely();

    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(((ErrorResponse) answer.view()).error()).isEqualTo("images: is missing");
  }

  @Test
  void whatIsNotBegunInTimeFails() {
    BatchInspections batches = batches(10, 1, Duration.ofMillis(300));

    BatchResponse answer =
        ask(batches, "a1", "a2", "a2", "bad@name").awaitItem(Duration.ofSeconds(20)).getItem();

    assertThat(images.names()).containsExactly("a1");
    List<String> errors = errors(answer);
    assertThat(errors.get(0))
        .matches("connection timeout: the inspection took longer than its 0\\.[0-9]+ s");
    assertThat(errors.subList(1, 3))
        .containsOnly(
            "connection timeout: the batch took longer than its 0.3 s, and this image was not"
                + " begun");
    assertThat(errors.get(3)).isEqualTo("Image name contains invalid characters");
    assertThat(((BatchView) answer.view()).results())
        .extracting(result -> ((BatchView.Failed) result).failure().statusCode())
        .containsExactly(500, 500, 500, 422);
  }

  @Test
  void noTimeIsNoTurn() {
    BatchInspections batches = batches(10, 1, LONG);

    BatchResponse answer =
        batches
            .respond(body("a1"), batches.begin(Duration.ZERO))
            .await()
            .atMost(Duration.ofSeconds(20));

    assertThat(errors(answer)).singleElement().asString().contains("was not begun");
    assertThat(images.names()).isEmpty();
  }

  /** Each has its own time from its own beginning, but none more than the batch has left. */
  @Test
  void anInspectionHasItsOwnTime() {
    ask(batches(10, 8, LONG), "a1");
    ask(batches(10, 8, Duration.ofSeconds(3)), "b1");

    assertThat(images.budgets.get("a1")).isEqualTo(TestInspections.BUDGET);
    assertThat(images.budgets.get("b1")).isBetween(Duration.ofMillis(100), Duration.ofSeconds(3));
  }

  @Test
  void theEndOfTheWholeEndsAll() {
    BatchInspections batches = batches(1, 1, LONG);
    InspectionContext whole = batches.begin();
    try (CapturedLog log = CapturedLog.of("io.imagepeek.inspection")) {
      UniAssertSubscriber<BatchResponse> answer =
          batches
              .respond(body("a1", "a2"), whole)
              .subscribe()
              .withSubscriber(UniAssertSubscriber.create());

      whole.end();
      images.fail("a1");

      answer.awaitItem(Duration.ofSeconds(20));
      assertThat(images.names()).containsExactly("a1");
      assertThat(log.lines("batch "))
          .singleElement()
          .asString()
          .matches("batch images=2 distinct=2 outcome=abandoned duration=\\d+ms");
      assertThat(log.lines("image=")).hasSize(1);
    }
    ask(batches, "b1").assertNotTerminated();
  }

  /** What is not taken waits; the inspections do not wait for it, and their place is free. */
  @Test
  void linesComeAsTheyAreTaken() {
    BatchInspections batches = batches(1, 8, LONG);
    AssertSubscriber<BatchLine> lines =
        batches
            .lines(body("a1", "a2", "a1"), batches.begin())
            .subscribe()
            .withSubscriber(AssertSubscriber.create(1));

    images.answer("a2");
    assertThat(lines.getItems()).hasSize(1);
    images.answer("a1");
    UniAssertSubscriber<BatchResponse> next = ask(batches, "b1");
    next.assertNotTerminated();
    assertThat(lines.getItems()).hasSize(1);
    lines.request(3);

    assertThat(lines.assertCompleted().getItems())
        .extracting(BatchLine::view)
        .extracting(view -> view instanceof BatchView.Failed failed ? failed.index() : view)
        .containsExactly(1, 0, 2, new BatchView.LastLine(new BatchView.Summary(3, 0, 3)));
  }

  @Test
  void linesOfWhatIsNoBatchFail() {
    BatchInspections batches = batches(1, 8, LONG);

    batches
        .lines("{}".getBytes(UTF_8), batches.begin())
        .subscribe()
        .withSubscriber(AssertSubscriber.create(1))
        .assertFailedWith(InvalidInspectParameters.class, "images: is missing");
    batches(0, 8, LONG)
        .lines(body("a1"), context(LONG))
        .subscribe()
        .withSubscriber(AssertSubscriber.create(1))
        .assertFailedWith(InspectionGate.Full.class);
  }

  private static InspectionContext context(Duration budget) {
    return new InspectionContext(Clock.systemUTC(), budget);
  }

  private static UniAssertSubscriber<BatchResponse> ask(BatchInspections batches, String... names) {
    return batches
        .respond(body(names), batches.begin())
        .subscribe()
        .withSubscriber(UniAssertSubscriber.create());
  }

  private static byte[] body(String... names) {
    return ("{\"images\":" + Stream.of(names).map(name -> "\"r.test/" + name + "\"").toList() + "}")
        .getBytes(UTF_8);
  }

  private static List<String> errors(BatchResponse answer) {
    return ((BatchView) answer.view())
        .results().stream().map(result -> ((BatchView.Failed) result).failure().error()).toList();
  }

  private BatchInspections batches(int places, int concurrency, Duration time) {
    RequestReader reader = new RequestReader();
    Inspections inspections =
        TestInspections.of(images, places, TestInspections.BUDGET, Clock.systemUTC());
    return TestBatches.of(inspections, reader, new Settings(concurrency, time));
  }

  private record Settings(int concurrency, Duration time) implements BatchSettings {
    @Override
    public int images() {
      return 100;
    }

    @Override
    public Optional<MemorySize> answer() {
      return Optional.empty();
    }

    @Override
    public MemorySize body() {
      return new MemorySize(BigInteger.valueOf(1024));
    }
  }

  /** Images that are not there, once the test says so. */
  private static final class Images implements ImageSource {

    final Map<String, UniEmitter<? super ReadDocument>> asked = new LinkedHashMap<>();
    final Map<String, Duration> budgets = new LinkedHashMap<>();
    final List<String> stopped = new ArrayList<>();

    List<String> names() {
      return List.copyOf(asked.keySet());
    }

    void answer(String name) {
      asked.get(name).fail(new ImageNotFoundInRegistry("manifest unknown"));
    }

    /** What an exchange does whose inspection has ended. */
    void fail(String name) {
      asked.get(name).fail(new ImageNotFoundInRegistry("abandoned"));
    }

    @Override
    public String transport() {
      return "docker";
    }

    @Override
    public ImageHandle open(ImageRequest request, InspectionContext context) {
      String[] path = request.reference().repository().split("/", -1);
      String name = path[path.length - 1];
      if (name.contains("@")) {
        throw new InvalidInspectParameters("Image name contains invalid characters");
      }
      budgets.put(name, context.budget());
      return new Missing(name);
    }

    private final class Missing implements StoredImage {
      private final String name;

      Missing(String name) {
        this.name = name;
      }

      @Override
      public Uni<ReadDocument> resolve() {
        return Uni.createFrom()
            .<ReadDocument>emitter(emitter -> asked.put(name, emitter))
            .onCancellation()
            .invoke(() -> stopped.add(name));
      }

      @Override
      public Uni<ReadDocument> manifest(Descriptor descriptor) {
        throw new UnsupportedOperationException();
      }

      @Override
      public Uni<byte[]> config(Descriptor descriptor) {
        throw new UnsupportedOperationException();
      }

      @Override
      public Uni<StoreMetadata> entry(Digest resolved) {
        throw new UnsupportedOperationException();
      }

      @Override
      public Uni<Optional<List<String>>> tags() {
        throw new UnsupportedOperationException();
      }
    }
  }
}
