package io.imagepeek.source.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.imagepeek.failure.InspectFailure;
import io.imagepeek.source.BoundedExecutor;
import io.imagepeek.source.DocumentReading;
import io.imagepeek.source.InspectionContext;
import io.imagepeek.source.MemoryBudget;
import io.imagepeek.source.ReadDocument;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read from files waits for memory, before a thread is taken for it. */
class LocalMemoryTest {

  private static final Duration LONG = Duration.ofSeconds(20);

  /** Room for two bodies that are small. */
  private final MemoryBudget memory = new MemoryBudget(8 * MemoryBudget.need(MemoryBudget.SMALL));

  private final InspectionContext other = context(LONG);
  private final BoundedExecutor work = new BoundedExecutor("files", 1, 10);
  private final DocumentReading documents = new DocumentReading(1 << 20, 1 << 20, 100);

  @TempDir private Path root;

  private static InspectionContext context(Duration time) {
    return new InspectionContext(Clock.systemUTC(), time);
  }

  private void takeAll() {
    memory.forBody("other", MemoryBudget.SMALL, other).await().indefinitely();
    memory.forBody("other", MemoryBudget.SMALL, other).await().indefinitely();
  }

  private UniAssertSubscriber<ReadDocument> read(InspectionContext context) throws IOException {
    return layout(LayoutFixture.write(root.resolve("layout")), context)
        .resolve()
        .subscribe()
        .withSubscriber(UniAssertSubscriber.create());
  }

  private PlacedImage layout(Path written, InspectionContext context) {
    return new PlacedImage(
        work,
        memory,
        room ->
            new OciLayout(new Directory(files(), files().locate(written)), null, documents, room),
        context);
  }

  private PlacedImage archive(TarBytes archive, InspectionContext context) {
    Path written = archive.end().to(root.resolve("a.tar"));
    TarScan.Limits limits = new TarScan.Limits(100_000, 64 << 20);
    return new PlacedImage(
        work,
        memory,
        room ->
            new DockerArchive(
                Archive.open(files(), files().locate(written), limits, room, context),
                null,
                documents,
                room),
        context);
  }

  private LocalFiles files() {
    return new LocalFiles(List.of(root.toString()));
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
            InspectFailure.class, passing -> assertThat(passing.isTransient()).isTrue())
        .hasMessageContaining("no memory became free in time for the image's documents");
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

  @Test
  void whatIsReadIsHeldAndNoMore() throws IOException {
    Path written = LayoutFixture.write(root.resolve("layout"));
    long read = 0;
    for (String name : List.of("oci-layout", "index.json", LayoutFixture.file("MANIFEST"))) {
      read += Files.size(written.resolve(name));
    }

    layout(written, context(LONG)).resolve().await().atMost(LONG);

    assertThat(memory.taken()).isEqualTo(MemoryBudget.need((int) read));
  }

  @Test
  void whatWasReadOfAnImageThatIsMissingIsGivenBackAtOnce() throws IOException {
    Path written = LayoutFixture.write(root.resolve("layout"));
    InspectionContext context = context(LONG);
    PlacedImage image = layout(written, context);
    image.resolve().await().atMost(LONG);
    long held = memory.taken();
    Files.delete(written.resolve(LayoutFixture.file("MANIFEST")));

    Throwable failure =
        image
            .resolve()
            .subscribe()
            .withSubscriber(UniAssertSubscriber.create())
            .awaitFailure(LONG)
            .getFailure();

    assertThat(failure).isInstanceOf(InspectFailure.class);
    assertThat(memory.taken()).isEqualTo(held);
  }

  /** Names, documents and what is made of them. */
  @Test
  void whatIsKeptOfAnArchiveIsHeld() {
    int names = 1_500;
    TarBytes archive = archiveOf(100_000).file("l", "12345");
    for (int i = 0; i < names; i++) {
      archive.file("file" + i, "");
    }

    archive(archive, context(LONG)).resolve().await().atMost(LONG);

    assertThat(memory.taken())
        .isBetween(
            MemoryBudget.need(100_000 + names * 24), MemoryBudget.need(110_000 + names * 24));
  }

  @Test
  void whatIsThereManyTimesIsHeldAsOften() {
    int times = 1_500;
    TarBytes archive = archiveOf(100_000).file("l", "12345");
    for (int i = 0; i < times; i++) {
      archive.file("again", "");
    }

    archive(archive, context(LONG)).resolve().await().atMost(LONG);

    assertThat(memory.taken()).isGreaterThanOrEqualTo(MemoryBudget.need(100_000 + times * 24));
  }

  /** Two layers of 16 MiB, which are read a piece at a time. */
  @Test
  void comparingTakesLittleMemory() {
    byte[] layer = new byte[16 << 20];
    Path written =
        SavedArchive.oneImage("l")
            .file("l", layer)
            .file("l", layer)
            .end()
            .to(root.resolve("a.tar"));
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Archive archive = opened(written, context(LONG));
    long before = threads.getCurrentThreadAllocatedBytes();

    assertThat(archive.size("l")).hasValue(16 << 20);

    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(2 << 20);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1"})
  void comparingEndsWithTheInspection(String content) {
    Path written =
        SavedArchive.oneImage("l")
            .file("l", content)
            .file("l", content)
            .end()
            .to(root.resolve("a.tar"));
    InspectionContext context = context(LONG);
    Archive archive = opened(written, context);
    assertThat(archive.size("l")).hasValue(content.length());

    context.end();

    assertThatThrownBy(() -> archive.size("l"))
        .hasMessageContaining("the inspection ended before the archive was read");
  }

  private Archive opened(Path written, InspectionContext context) {
    return Archive.open(
        files(),
        files().locate(written),
        new TarScan.Limits(100_000, 64 << 20),
        new MemoryAllowance(1 << 20),
        context);
  }

  /** Where there is no room for twice as much, what is needed is asked for. */
  @Test
  void anArchiveIsReadBesideWhatItsInspectionHolds() {
    InspectionContext context = context(LONG);
    memory.forBody("files", 100_000, context).await().indefinitely();

    ReadDocument manifest =
        archive(archiveOf(85_000).file("l", "12345"), context).resolve().await().atMost(LONG);

    assertThat(manifest.body()).isNotEmpty();
  }

  /** An archive whose configuration has so many bytes. */
  private static TarBytes archiveOf(int bytes) {
    String config = SavedArchive.config(SavedArchive.DIFF_ID);
    config += " ".repeat(bytes - config.length());
    String name = SavedArchive.configName(config);
    return new TarBytes()
        .file("manifest.json", "[" + SavedArchive.item(name, List.of("a:1"), "l") + "]")
        .file(name, config);
  }

  @Test
  void aFileForWhichThereIsNoRoomIsNotRead() throws IOException {
    Path large = root.resolve("large");
    try (FileChannel written =
        FileChannel.open(large, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      written.write(ByteBuffer.allocate(1), (32 << 20) - 1);
    }
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Directory directory = new Directory(files(), files().locate(root));
    MemoryAllowance little = new MemoryAllowance(100);
    long before = threads.getCurrentThreadAllocatedBytes();

    assertThatThrownBy(() -> directory.read("large", 64 << 20, little))
        .isInstanceOf(MemoryAllowance.ExceededException.class);

    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(16 << 20);
  }
}
