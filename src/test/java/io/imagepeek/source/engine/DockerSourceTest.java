package io.imagepeek.source.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.imagepeek.failure.InspectFailure;
import io.imagepeek.failure.InspectFailure.ImageNotFoundInRegistry;
import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import io.imagepeek.failure.InspectFailure.RegistryAuthenticationFailure;
import io.imagepeek.failure.InspectFailure.RegistryConnectionFailure;
import io.imagepeek.source.EngineReport;
import io.imagepeek.source.EngineReportedImage;
import io.imagepeek.source.ImageRequest;
import io.imagepeek.source.ImageTarget.LocalTarget;
import io.imagepeek.source.InspectionContext;
import io.imagepeek.source.MemoryBudget;
import io.imagepeek.source.ParserExecutor;
import io.imagepeek.source.engine.DockerPeer.Ending;
import io.imagepeek.source.engine.DockerPeer.Reply;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests to an engine, and what becomes of its responses. */
class DockerSourceTest {

  private static final int ANSWER_BYTES = 64 * 1024;
  private static final String HEX =
      "2a11f9c2787e1fd30493b8165bbfabf026aaa781be53b4282b6fba7fe737916d";
  private static final String IMAGE = "{\"Id\":\"sha256:" + HEX + "\"}";
  private static final String MISSING = "{\"message\":\"No such image: it\"}";

  @TempDir private Path directory;
  private final MemoryBudget memory = new MemoryBudget(1 << 28);
  private final EngineSockets sockets = new EngineSockets();
  private final InspectionContext context = context(Duration.ofSeconds(25));
  private @Nullable DockerPeer peer;

  @AfterEach
  void stop() throws IOException {
    sockets.close();
    if (peer != null) {
      peer.close();
    }
  }

  private static InspectionContext context(Duration budget) {
    return new InspectionContext(Clock.systemUTC(), budget);
  }

  private DockerPeer serve(Function<String, Reply> script) {
    peer = DockerPeer.start(directory, script);
    return peer;
  }

  private DockerSource source(String socket) {
    return new DockerSource(
        Optional.of(new DockerClient(sockets, socket, ANSWER_BYTES, memory)), new ParserExecutor());
  }

  private EngineReportedImage image(DockerPeer engine, String name, @Nullable String tag) {
    return source(engine.socket())
        .open(
            new ImageRequest(
                new LocalTarget("docker-daemon", name, tag), Optional.empty(), Optional.empty()),
            context);
  }

  private EngineReport describe(DockerPeer engine, String name) {
    return image(engine, name, null).describe().await().indefinitely();
  }

  @Test
  void noSocketIsDialledThatTheOperatorHasNotSet() {
    DockerSource none = new DockerSource(Optional.empty(), new ParserExecutor());

    assertThatThrownBy(
            () ->
                none.open(
                    new ImageRequest(
                        new LocalTarget("docker-daemon", "alpine", null),
                        Optional.empty(),
                        Optional.empty()),
                    context))
        .isInstanceOf(InvalidInspectParameters.class)
        .hasMessageContaining(
            "containerImageTransport: docker-daemon: no engine's socket is set"
                + " (imagepeek.engine.docker-socket)");
  }

  @Test
  void asksForNothingBeforeItIsRead() {
    DockerPeer engine = serve(line -> Reply.json(200, IMAGE));

    image(engine, "alpine", "3.20").describe();

    assertThat(engine.requests()).isEmpty();
    assertThat(context.requests()).isZero();
  }

  @Test
  void asksInHttp11WithoutVersionOfTheApi() {
    DockerPeer engine = serve(line -> Reply.json(200, IMAGE));

    describe(engine, "alpine:3.20");

    assertThat(engine.heads())
        .singleElement()
        .satisfies(
            head ->
                assertThat(head.lines())
                    .containsExactly(
                        "GET /images/docker.io/library/alpine:3.20/json HTTP/1.1", "host: docker"));
    assertThat(context.requests()).isEqualTo(1);
    assertThat(context.bytesRead()).isEqualTo(IMAGE.length());
  }

  static Stream<Arguments> targets() {
    return Stream.of(
        Arguments.of("quay.io/a/b-c__d.e:1.0_x", "/images/quay.io/a/b-c__d.e:1.0_x/json"),
        Arguments.of("quay.io/a@sha256:" + HEX + "", "/images/quay.io/a@sha256:" + HEX + "/json"),
        Arguments.of("[::1]:5000/a:1", "/images/%5B::1%5D:5000/a:1/json"),
        Arguments.of(HEX, "/images/sha256:" + HEX + "/json"));
  }

  @ParameterizedTest
  @MethodSource("targets")
  void asksForTheNameAlone(String name, String target) {
    DockerPeer engine = serve(line -> Reply.json(200, IMAGE));

    describe(engine, name);

    assertThat(engine.requests()).containsExactly("GET " + target + " HTTP/1.1");
  }

  @Test
  void whatDockerHubHasNotMayBeOfThisMachine() {
    DockerPeer engine =
        serve(
            line -> line.contains("localhost") ? Reply.json(200, IMAGE) : Reply.json(404, MISSING));

    EngineReport told = describe(engine, "mine");

    assertThat(told.id()).isEqualTo("sha256:" + HEX);
    assertThat(engine.requests())
        .containsExactly(
            "GET /images/docker.io/library/mine:latest/json HTTP/1.1",
            "GET /images/localhost/mine:latest/json HTTP/1.1");
    assertThat(context.requests()).isEqualTo(2);
  }

  @Test
  void whatIsNoNameMayBeTheBeginningOfAnId() {
    DockerPeer engine =
        serve(
            line ->
                line.startsWith("GET /images/2a11/")
                    ? Reply.json(200, IMAGE)
                    : Reply.json(404, MISSING));

    assertThat(describe(engine, "2a11").id()).isEqualTo("sha256:" + HEX);
    assertThat(engine.requests()).hasSize(3);
  }

  @Test
  void anImageWhoseIdBeginsOtherwiseIsNotMeant() {
    DockerPeer engine =
        serve(
            line ->
                line.startsWith("GET /images/cafe/")
                    ? Reply.json(200, IMAGE)
                    : Reply.json(404, MISSING));

    assertThatThrownBy(() -> describe(engine, "cafe"))
        .isInstanceOf(ImageNotFoundInRegistry.class)
        .hasMessageContaining("No such image: it");
  }

  static Stream<Arguments> answersToDigests() {
    String other = "b".repeat(64);
    return Stream.of(
        Arguments.of(HEX, IMAGE, true),
        Arguments.of("app@sha256:" + HEX, IMAGE, true),
        Arguments.of(other, IMAGE, false),
        Arguments.of("app@sha256:" + other, IMAGE, false),
        Arguments.of(
            "app@sha256:" + other,
            "{\"Id\":\"" + HEX + "\",\"RepoDigests\":[\"app@sha256:" + other + "\"]}",
            true),
        Arguments.of(
            "app@sha256:" + other,
            "{\"Id\":\"" + HEX + "\",\"Descriptor\":{\"digest\":\"sha256:" + other + "\"}}",
            true));
  }

  @ParameterizedTest
  @MethodSource("answersToDigests")
  void whatIsAskedForByDigestIsKnownByIt(String name, String answer, boolean meant) {
    DockerPeer engine = serve(line -> Reply.json(200, answer));

    if (meant) {
      assertThat(describe(engine, name).id()).endsWith(HEX);
    } else {
      assertThatThrownBy(() -> describe(engine, name))
          .isInstanceOf(InspectImageFailure.class)
          .hasMessageContaining("the engine describes another image");
    }
  }

  static Stream<Arguments> statuses() {
    String said = "{\"message\":\"in its words\\u0007\"}";
    return Stream.of(
        status(404, said, ImageNotFoundInRegistry.class, false, "in its words?"),
        status(404, "{\"message\":\"page not found\"}", InspectImageFailure.class, false, "API"),
        status(404, "Not Found", InspectImageFailure.class, false, "does not speak Docker's API"),
        status(404, "", InspectImageFailure.class, false, "does not speak Docker's API"),
        status(
            400,
            said,
            InvalidInspectParameters.class,
            false,
            "imageName: the engine responded with status 400"),
        status(
            400,
            "Bad Request",
            InspectImageFailure.class,
            false,
            "the engine responded with status 400"),
        status(401, said, RegistryAuthenticationFailure.class, false, "in its words?"),
        status(403, said, RegistryAuthenticationFailure.class, false, "in its words?"),
        status(429, said, InspectImageFailure.class, true, "the engine responded with status 429"),
        status(500, said, InspectImageFailure.class, true, "status 500: in its words?"),
        status(
            503, "<html>", InspectImageFailure.class, true, "the engine responded with status 503"),
        status(500, "x".repeat(1 << 20), InspectImageFailure.class, true, "status 500"),
        status(204, "", InspectImageFailure.class, false, "the engine responded with status 204"),
        status(
            410, said, InspectImageFailure.class, false, "the engine responded with status 410"));
  }

  private static Arguments status(
      int status,
      String body,
      Class<? extends InspectFailure> failure,
      boolean passes,
      String says) {
    return Arguments.of(status, body, failure, passes, says);
  }

  @ParameterizedTest
  @MethodSource("statuses")
  void errorsAreWhatTheyMean(
      int status,
      String body,
      Class<? extends InspectFailure> failure,
      boolean passes,
      String says) {
    DockerPeer engine = serve(line -> Reply.json(status, body));

    assertThatThrownBy(() -> describe(engine, "quay.io/a/b"))
        .isInstanceOfSatisfying(
            InspectFailure.class,
            thrown -> {
              assertThat(thrown).isExactlyInstanceOf(failure);
              assertThat(thrown.isTransient()).isEqualTo(passes);
              assertThat(thrown.error()).contains(says);
            });
  }

  @Test
  void redirectsAreNotFollowed() {
    DockerPeer engine =
        serve(
            line ->
                new Reply(
                    "HTTP/1.1 301 Moved\r\nLocation: /images/json\r\nContent-Length: 0\r\n\r\n",
                    Ending.KEEP));

    assertThatThrownBy(() -> describe(engine, "quay.io/a/b"))
        .isInstanceOf(InspectImageFailure.class)
        .hasMessageContaining("the engine responded with status 301");
    assertThat(engine.requests()).hasSize(1);
  }

  static Stream<Arguments> badAnswers() {
    String ok = "HTTP/1.1 200 OK\r\n";
    return Stream.of(
        Arguments.of(
            new Reply(ok + "Content-Length: 9999999999\r\n\r\n{", Ending.SILENCE),
            InspectImageFailure.class,
            "larger than the limit of 65536 bytes (imagepeek.engine.answer-bytes)"),
        Arguments.of(
            new Reply(ok + "Content-Length: 65537\r\n\r\n{", Ending.SILENCE),
            InspectImageFailure.class,
            "larger than the limit"),
        Arguments.of(
            new Reply(ok + "\r\n ", Ending.ENDLESS),
            InspectImageFailure.class,
            "larger than the limit"),
        Arguments.of(
            new Reply(ok + "Transfer-Encoding: chunked\r\n\r\nfffffff\r\n ", Ending.ENDLESS),
            InspectImageFailure.class,
            "larger than the limit"),
        Arguments.of(
            new Reply(ok + "Content-Length: 20\r\n\r\n{", Ending.CLOSE),
            RegistryConnectionFailure.class,
            "the engine's response broke off"),
        Arguments.of(
            new Reply(ok + "Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n", Ending.CLOSE),
            RegistryConnectionFailure.class,
            "the engine's response broke off"),
        Arguments.of(
            new Reply("", Ending.CLOSE),
            RegistryConnectionFailure.class,
            "connection closed by the engine before it responded"),
        Arguments.of(
            new Reply("SSH-2.0-OpenSSH_9.2\r\n", Ending.CLOSE),
            RegistryConnectionFailure.class,
            "the engine's response is not valid HTTP"),
        Arguments.of(
            new Reply("HTTP/1.1 200 OK\r\nX: " + "x".repeat(1 << 16), Ending.ENDLESS),
            RegistryConnectionFailure.class,
            "the engine's response is not valid HTTP"));
  }

  @ParameterizedTest
  @MethodSource("badAnswers")
  void badAnswersFailWithinBounds(
      Reply reply, Class<? extends InspectFailure> failure, String says) {
    DockerPeer engine = serve(line -> reply);

    assertThatThrownBy(() -> describe(engine, "quay.io/a/b"))
        .isInstanceOf(failure)
        .hasMessageContaining(says);
    assertThat(context.bytesRead()).isLessThan(2 * ANSWER_BYTES);
  }

  @Test
  void anAnswerMayComeInChunks() {
    String chunked =
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n%x\r\n%s\r\n0\r\n\r\n"
            .formatted(10, IMAGE.substring(0, 10), IMAGE.length() - 10, IMAGE.substring(10));
    DockerPeer engine = serve(line -> new Reply(chunked, Ending.KEEP));

    assertThat(describe(engine, "alpine").id()).endsWith(HEX);
    assertThat(context.bytesRead()).isEqualTo(IMAGE.length());
  }

  @Test
  void anAnswerAsLargeAsTheLimitIsRead() {
    String filled = IMAGE + " ".repeat(ANSWER_BYTES - IMAGE.length());
    DockerPeer engine = serve(line -> Reply.json(200, filled));

    assertThat(describe(engine, "alpine").id()).endsWith(HEX);
  }

  @Test
  void connectionsAreUsedAgain() {
    DockerPeer engine = serve(line -> Reply.json(200, IMAGE));
    DockerSource source = source(engine.socket());

    for (int i = 0; i < 20; i++) {
      source
          .open(
              new ImageRequest(
                  new LocalTarget("docker-daemon", "alpine", null),
                  Optional.empty(),
                  Optional.empty()),
              context)
          .describe()
          .await()
          .indefinitely();
    }

    assertThat(engine.requests()).hasSize(20);
    // An answer is read before its connection is back among the idle ones.
    assertThat(engine.accepted()).isLessThanOrEqualTo(2);
  }

  @Test
  void asksOnceMoreWhereAKeptConnectionIsClosed() {
    AtomicInteger requests = new AtomicInteger();
    DockerPeer engine =
        serve(
            line ->
                requests.incrementAndGet() == 2
                    ? new Reply("", Ending.CLOSE)
                    : Reply.json(200, IMAGE));
    DockerSource source = source(engine.socket());

    for (int i = 0; i < 2; i++) {
      assertThat(
              source
                  .open(
                      new ImageRequest(
                          new LocalTarget("docker-daemon", "alpine", null),
                          Optional.empty(),
                          Optional.empty()),
                      context)
                  .describe()
                  .await()
                  .indefinitely()
                  .id())
          .endsWith(HEX);
    }
    assertThat(engine.requests()).hasSize(3);
  }

  @Test
  void fewConnectionsServeManyInspections() {
    DockerPeer engine = serve(line -> Reply.json(200, IMAGE));
    DockerSource source = source(engine.socket());

    List<CompletableFuture<EngineReport>> told =
        IntStream.range(0, 200)
            .mapToObj(
                i ->
                    source
                        .open(
                            new ImageRequest(
                                new LocalTarget("docker-daemon", "alpine", null),
                                Optional.empty(),
                                Optional.empty()),
                            context)
                        .describe()
                        .subscribeAsCompletionStage())
            .toList();

    assertThat(told).allSatisfy(one -> assertThat(one.join().id()).endsWith(HEX));
    assertThat(engine.accepted()).isLessThanOrEqualTo(8);
  }

  @Test
  void anEndedInspectionClosesItsConnection() throws InterruptedException {
    DockerPeer engine = serve(line -> new Reply("", Ending.SILENCE));
    CompletableFuture<EngineReport> told =
        image(engine, "alpine", null).describe().subscribeAsCompletionStage();
    engine.awaitRequest();

    context.end();

    assertThatThrownBy(told::join).hasCauseInstanceOf(RegistryConnectionFailure.class);
    assertThat(engine.isLeft()).isTrue();
  }

  @Test
  void anInspectionThatHasEndedAsksNothing() {
    DockerPeer engine = serve(line -> Reply.json(200, IMAGE));
    context.end();

    assertThatThrownBy(() -> describe(engine, "alpine"))
        .isInstanceOf(RegistryConnectionFailure.class);
    assertThat(engine.requests()).isEmpty();
  }

  @Test
  void aSilentEngineIsLeftWhenTheTimeIsOver() throws InterruptedException {
    DockerPeer engine = serve(line -> new Reply("HTTP/1.1 200 OK\r\n", Ending.SILENCE));
    EngineReportedImage image =
        source(engine.socket())
            .open(
                new ImageRequest(
                    new LocalTarget("docker-daemon", "quay.io/a/b", null),
                    Optional.empty(),
                    Optional.empty()),
                context(Duration.ofMillis(300)));

    assertThatThrownBy(() -> image.describe().await().indefinitely())
        .isInstanceOf(RegistryConnectionFailure.class)
        .hasMessageContaining("connection timeout: the engine did not respond");
    assertThat(engine.isLeft()).isTrue();
  }

  @Test
  void anAbsentSocketIsNamedByItsSetting() {
    assertUnreachable(directory.resolve("absent.sock"), "the engine's socket does not exist");
  }

  @Test
  void aSocketThatNobodyListensOnIsSaidToBeOne() throws IOException {
    Path socket = directory.resolve("left.sock");
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));
    }

    assertUnreachable(socket, "connection refused: no engine listens on its socket");
  }

  @Test
  void aPathTooLongForASocketIsAnswered() {
    assertUnreachable(directory.resolve("x".repeat(200)), "no connection to the engine's socket");
  }

  private void assertUnreachable(Path socket, String says) {
    EngineReportedImage image =
        source(socket.toString())
            .open(
                new ImageRequest(
                    new LocalTarget("docker-daemon", "alpine", null),
                    Optional.empty(),
                    Optional.empty()),
                context);

    assertThatThrownBy(() -> image.describe().await().indefinitely())
        .isInstanceOfSatisfying(
            RegistryConnectionFailure.class,
            failure -> {
              assertThat(failure.error()).contains(says).contains("imagepeek.engine.docker-socket");
              assertThat(failure.error()).doesNotContain(directory.toString());
              assertThat(failure.isTransient()).isTrue();
            });
  }

  @Test
  void tagsAreThoseOfTheRepositoryAlone() {
    String images =
        """
        [{"RepoTags": ["alpine:3.20", "docker.io/library/alpine:3.9", "team/alpine:1"]},
         {"RepoTags": null}, {"RepoTags": ["<none>:<none>"]}, {},
         {"RepoTags": ["localhost/alpine:2", "alpine:3.20", "alpine:edge"]}]
        """;
    DockerPeer engine =
        serve(line -> Reply.json(200, line.startsWith("GET /images/json?") ? images : IMAGE));

    assertThat(image(engine, "alpine", "3.20").tags().await().indefinitely())
        .contains(List.of("3.20", "3.9", "edge"));
    assertThat(engine.requests())
        .containsExactly(
            "GET /images/docker.io/library/alpine:3.20/json HTTP/1.1",
            "GET /images/json?filters=%7B%22reference%22%3A%5B%22alpine%22%5D%7D HTTP/1.1");
  }

  @Test
  void tagsAndDescriptionAreReadOfTheSameImageOnce() {
    DockerPeer engine =
        serve(
            line -> {
              if (line.startsWith("GET /images/json?")) {
                return Reply.json(200, "[{\"RepoTags\":[\"localhost/mine:1\",\"mine:2\"]}]");
              }
              return line.contains("localhost") ? Reply.json(200, IMAGE) : Reply.json(404, MISSING);
            });
    EngineReportedImage image = image(engine, "mine", "1");

    assertThat(image.describe().await().indefinitely().id()).endsWith(HEX);
    assertThat(image.tags().await().indefinitely()).contains(List.of("1"));
    assertThat(engine.requests()).hasSize(3);
  }

  @Test
  void anIdHasNoTags() {
    DockerPeer engine = serve(line -> Reply.json(200, IMAGE));

    assertThat(image(engine, HEX, null).tags().await().indefinitely()).contains(List.of());
    assertThat(engine.requests()).hasSize(1);
  }

  @ParameterizedTest
  @MethodSource("malformedLists")
  void aMalformedListFails(String list, String says) {
    DockerPeer engine =
        serve(line -> Reply.json(200, line.startsWith("GET /images/json?") ? list : IMAGE));

    assertThatThrownBy(() -> image(engine, "alpine", null).tags().await().indefinitely())
        .isInstanceOf(InspectImageFailure.class)
        .hasMessageContaining(says);
  }

  static Stream<Arguments> malformedLists() {
    return Stream.of(
        Arguments.of("{}", "it is not an array"),
        Arguments.of("[1]", "[0] is not an object"),
        Arguments.of("[{\"RepoTags\":\"a:1\"}]", "RepoTags is not an array of strings"),
        Arguments.of("[", "not valid JSON"));
  }

  @Test
  void largeAnswersAreNotParsedOnTheEventLoop() {
    // Some lists are long: one thread serves all connections.
    Set<String> threads = new HashSet<>();
    String large = "{\"Id\":\"" + HEX + "\",\"Comment\":\"" + "c".repeat(100_000) + "\"}";
    DockerPeer engine = serve(line -> Reply.json(200, large));
    DockerSource source =
        new DockerSource(
            Optional.of(new DockerClient(sockets, engine.socket(), 1 << 20, memory)),
            new ParserExecutor());

    source
        .open(
            new ImageRequest(
                new LocalTarget("docker-daemon", "alpine", null),
                Optional.empty(),
                Optional.empty()),
            context)
        .describe()
        .invoke(told -> threads.add(Thread.currentThread().getName()))
        .await()
        .indefinitely();

    assertThat(threads).containsExactly("imagepeek-parser");
  }

  @Test
  void theEngineMayTellNothingButTheId() {
    DockerPeer engine = serve(line -> Reply.json(200, "{\"Id\":\"" + HEX + "\"}"));

    EngineReport told = describe(engine, "alpine");

    assertThat(told.digest()).hasToString("sha256:" + HEX);
    assertThat(told.id()).isEqualTo(HEX);
    assertThat(told.layers()).isEmpty();
    assertThat(told.config().created()).isNull();
    assertThat(told.engineConfig().config()).isEqualTo(Map.of());
    assertThat(told.driverData()).isNull();
    assertThat(new ArrayList<>(told.entry().repoTags())).isEmpty();
  }
}
