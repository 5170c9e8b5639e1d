package io.imagepeek.source.layout;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagepeek.failure.InspectFailure;
import io.imagepeek.source.BlockingWork;
import io.imagepeek.source.DocumentReading;
import io.imagepeek.source.InspectionContext;
import io.imagepeek.source.MemoryBudget;
import io.imagepeek.source.ReadDocument;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is read from files waits for memory, before a thread is taken for it. */
class LocalMemoryTest {

  private static final Duration LONG = Duration.ofSeconds(20);

  /** Room for two bodies that are small. */
  private final MemoryBudget memory = new MemoryBudget(8 * MemoryBudget.need(MemoryBudget.SMALL));

  private final InspectionContext other = context(LONG);
  private final BlockingWork work = new BlockingWork("files", 1, 10);

  @TempDir private Path root;

  private static InspectionContext context(Duration time) {
    return new InspectionContext(Clock.systemUTC(), time);
  }

  private void takeAll() {
    memory.forBody("other", MemoryBudget.SMALL, other).await().indefinitely();
    memory.forBody("other", MemoryBudget.SMALL, other).await().indefinitely();
  }

  private UniAssertSubscriber<ReadDocument> read(InspectionContext context) throws IOException {
    Path layout = LayoutFixture.write(root.resolve("layout"));
    LocalFiles files = new LocalFiles(List.of(root.toString()));
    DocumentReading documents = new DocumentReading(1 << 20, 1 << 20, 100);
    return new PlacedImage(
            work,
            memory,
            room ->
                new OciLayout(new Directory(files, files.locate(layout)), null, documents, room),
            context)
        .resolve()
        .subscribe()
        .withSubscriber(UniAssertSubscriber.create());
  }

  @Test
  void aReadWaitsAndHoldsNoThread() throws Exception {
    takeAll();
    InspectionContext context = context(LONG);
    UniAssertSubscriber<ReadDocument> reading = read(context);
    Thread.sleep(500);
    reading.assertNotTerminated();
    assertThat(work.run(() -> "free").await().atMost(LONG)).isEqualTo("free");

    other.end();

    assertThat(reading.awaitItem(LONG).getItem().body()).isNotEmpty();
    assertThat(memory.taken()).as("until the inspection is over").isPositive();
    context.end();
    assertThat(memory.taken()).isZero();
  }

  @Test
  void aReadFailsWhereThereIsNoRoomInTime() throws IOException {
    takeAll();
    InspectionContext context = context(Duration.ofSeconds(1));

    Throwable failure = read(context).awaitFailure(LONG).getFailure();

    assertThat(failure)
        .isInstanceOfSatisfying(
            InspectFailure.class, passing -> assertThat(passing.mayPass()).isTrue())
        .hasMessageContaining("no memory was free for the image's documents");
    context.end();
    other.end();
    assertThat(memory.taken()).isZero();
  }

  /**
   * More than there is room for at first: it is begun again, and what was held meanwhile is not.
   */
  @Test
  void anArchiveOfManyNamesIsReadWithinTheMemory() {
    TarBytes archive = SavedArchive.oneImage("l").file("l", "12345");
    for (int i = 0; i < 1_500; i++) {
      archive.file("file" + i, "");
    }
    Path written = archive.end().to(root.resolve("a.tar"));

    assertThat(
            LocalInspections.within(memory, root)
                .image("docker-archive", written, null)
                .at("/LayersData/0/Size")
                .intValue())
        .isEqualTo(5);
    assertThat(memory.taken()).isZero();
  }
}
