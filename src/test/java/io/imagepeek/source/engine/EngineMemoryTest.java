package io.imagepeek.source.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.imagepeek.failure.InspectFailure;
import io.imagepeek.image.Digest;
import io.imagepeek.source.EngineReportedImage;
import io.imagepeek.source.ImageRequest;
import io.imagepeek.source.ImageTarget.LocalTarget;
import io.imagepeek.source.InspectionContext;
import io.imagepeek.source.MemoryBudget;
import io.imagepeek.source.ParserExecutor;
import io.imagepeek.source.engine.DockerPeer.Ending;
import io.imagepeek.source.engine.DockerPeer.Reply;
import io.imagepeek.source.engine.containerd.Image;
import io.imagepeek.source.engine.containerd.ListImagesResponse;
import io.imagepeek.source.engine.containerd.ReadContentResponse;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What engines answer waits for memory as what registries answer does. */
class EngineMemoryTest {

  private static final Duration LONG = Duration.ofSeconds(20);
  private static final int ANSWER_BYTES = 400_000;
  private static final String IMAGE = "{\"Id\":\"sha256:" + "2a".repeat(32) + "\"}";
  private static final Digest DIGEST = Digest.parse("sha256:" + "a".repeat(64));
  private static final String LIST = "containerd.services.images.v1.Images/List";
  private static final String READ = "containerd.services.content.v1.Content/Read";

  /** Room for two bodies that are small. */
  private final MemoryBudget memory = new MemoryBudget(8 * MemoryBudget.need(MemoryBudget.SMALL));

  private final InspectionContext other = context(LONG);
  private final InspectionContext context = context(LONG);
  private final EngineSockets sockets = new EngineSockets();
  private final ScriptedContainerd containerd = ScriptedContainerd.start();

  @TempDir private Path directory;

  @AfterEach
  void close() {
    sockets.close();
    containerd.close();
  }

  private static InspectionContext context(Duration time) {
    return new InspectionContext(Clock.systemUTC(), time);
  }

  /** All that there is for small bodies but so many bytes of them. */
  private void takeAllBut(int left) {
    memory.forBody("other", MemoryBudget.SMALL, other).await().indefinitely();
    memory.forBody("other", MemoryBudget.SMALL - left, other).await().indefinitely();
  }

  /** A read waits while there is no room, goes on once there is, and leaves nothing taken. */
  private <T> T waitsAndGoesOn(Uni<T> read) throws InterruptedException {
    UniAssertSubscriber<T> reading = read.subscribe().withSubscriber(UniAssertSubscriber.create());
    Thread.sleep(500);
    reading.assertNotTerminated();

    other.end();

    T found = reading.awaitItem(LONG).getItem();
    assertThat(memory.taken()).as("until the inspection is over").isPositive();
    context.end();
    assertThat(memory.taken()).isZero();
    return found;
  }

  private void failsInTime(Uni<?> read, InspectionContext hasty) {
    Throwable failure =
        read.subscribe()
            .withSubscriber(UniAssertSubscriber.create())
            .awaitFailure(LONG)
            .getFailure();

    assertThat(failure)
        .isInstanceOfSatisfying(
            InspectFailure.class, passing -> assertThat(passing.isTransient()).isTrue())
        .hasMessageContaining("no memory became free in time for the image's documents");
    hasty.end();
    other.end();
    assertThat(memory.taken()).isZero();
  }

  private Uni<?> docker(DockerPeer engine, InspectionContext asking) {
    return image(engine, asking).describe();
  }

  private EngineReportedImage image(DockerPeer engine, InspectionContext asking) {
    return new DockerSource(
            Optional.of(new DockerClient(sockets, engine.socket(), ANSWER_BYTES, memory)),
            new ParserExecutor())
        .open(
            new ImageRequest(
                new LocalTarget("docker-daemon", "alpine", null),
                Optional.empty(),
                Optional.empty()),
            asking);
  }

  private ContainerdClient client() {
    return new ContainerdClient(sockets, containerd.socket(), "test", ANSWER_BYTES, memory);
  }

  @Test
  void anAnswerOfDockerWaits() throws Exception {
    takeAllBut(0);
    try (DockerPeer engine = DockerPeer.start(directory, line -> Reply.json(200, IMAGE))) {
      waitsAndGoesOn(docker(engine, context));
    }
  }

  @Test
  void anAnswerOfDockerThatGrowsWaits() throws Exception {
    takeAllBut(2 * MemoryBudget.FIRST);
    String padded = IMAGE + " ".repeat(5 * MemoryBudget.FIRST);
    try (DockerPeer engine =
        DockerPeer.start(
            directory, line -> new Reply("HTTP/1.1 200 OK\r\n\r\n" + padded, Ending.CLOSE))) {
      waitsAndGoesOn(docker(engine, context));
    }
  }

  @Test
  void anAnswerOfDockerFailsWhereThereIsNoRoomInTime() throws IOException {
    takeAllBut(0);
    InspectionContext hasty = context(Duration.ofSeconds(1));
    try (DockerPeer engine = DockerPeer.start(directory, line -> Reply.json(200, IMAGE))) {
      failsInTime(docker(engine, hasty), hasty);
    }
  }

  @Test
  void contentOfContainerdWaits() throws Exception {
    takeAllBut(0);
    containerd.on(
        READ,
        ScriptedContainerd.messages(
            ReadContentResponse.newBuilder().setData(ByteString.copyFromUtf8("abc")).build()));

    Optional<byte[]> found = waitsAndGoesOn(client().content(DIGEST, 3, context));

    assertThat(found.orElseThrow()).isEqualTo("abc".getBytes(UTF_8));
  }

  @Test
  void aLongListOfContainerdWaitsForWhatIsBeyondASmallOne() throws Exception {
    memory.forBody("other", 4 * MemoryBudget.SMALL, other).await().indefinitely();
    ListImagesResponse.Builder list = ListImagesResponse.newBuilder();
    for (int i = 0; i < 5_000; i++) {
      list.addImages(Image.newBuilder().setName("docker.io/library/alpine:" + i));
    }
    containerd.on(LIST, ScriptedContainerd.messages(list.build()));

    assertThat(waitsAndGoesOn(client().images(ContainerdFilter.target(DIGEST), context)))
        .hasSize(5_000);
  }

  @Test
  void contentOfContainerdFailsWhereThereIsNoRoomInTime() {
    takeAllBut(0);
    InspectionContext hasty = context(Duration.ofSeconds(1));

    failsInTime(client().content(DIGEST, 3, hasty), hasty);

    assertThat(containerd.asked()).isEmpty();
  }

  @Test
  void whatCameOfAnAnswerThatBreaksOffIsGivenBack() throws IOException {
    String begun = "HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n{\"Id\":";
    try (DockerPeer engine = DockerPeer.start(directory, line -> new Reply(begun, Ending.CLOSE))) {
      fails(docker(engine, context), "broke off");
    }
    // Others have room for all that there can be, while this inspection lasts.
    takeAllBut(0);
    assertThat(memory.taken()).isEqualTo(2 * MemoryBudget.need(MemoryBudget.SMALL));
  }

  @Test
  void whatWasHeldForAnAnswerOfContainerdThatFailsIsGivenBackAtOnce() {
    containerd.on(READ, response -> ScriptedContainerd.refuse(response, 13, "a disk is broken"));

    fails(client().content(DIGEST, 3, context), "a disk is broken");

    assertThat(memory.taken()).isZero();
  }

  @Test
  void tagsAreKeptWithoutTheAnswerThatToldThem() throws IOException {
    String padding = " ".repeat(4 * MemoryBudget.FIRST);
    try (DockerPeer engine =
        DockerPeer.start(
            directory,
            line ->
                Reply.json(
                    200,
                    line.contains("/images/json")
                        ? "[{\"RepoTags\":[\"alpine:1\"]}]" + padding
                        : IMAGE))) {
      EngineReportedImage image = image(engine, context);
      long described = takenBy(image.describe());

      long withTags = takenBy(image.tags());

      assertThat(image.tags().await().atMost(LONG).orElseThrow()).containsExactly("1");
      assertThat(withTags - described).isEqualTo(MemoryBudget.weight(List.of("1")));
    }
  }

  private long takenBy(Uni<?> read) {
    read.await().atMost(LONG);
    return memory.taken();
  }

  private void fails(Uni<?> read, String why) {
    assertThat(
            read.subscribe()
                .withSubscriber(UniAssertSubscriber.create())
                .awaitFailure(LONG)
                .getFailure())
        .isInstanceOf(InspectFailure.class)
        .hasMessageContaining(why);
  }
}
