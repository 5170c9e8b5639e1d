package io.imagepeek.source.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import io.imagepeek.failure.InspectFailure;
import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import io.imagepeek.failure.InspectFailure.RegistryConnectionFailure;
import io.imagepeek.image.Digest;
import io.imagepeek.source.InspectionContext;
import io.imagepeek.source.MemoryBudget;
import io.imagepeek.source.engine.containerd.GetImageRequest;
import io.imagepeek.source.engine.containerd.GetImageResponse;
import io.imagepeek.source.engine.containerd.GetNamespaceResponse;
import io.imagepeek.source.engine.containerd.Image;
import io.imagepeek.source.engine.containerd.Info;
import io.imagepeek.source.engine.containerd.InfoResponse;
import io.imagepeek.source.engine.containerd.ListImagesRequest;
import io.imagepeek.source.engine.containerd.ListImagesResponse;
import io.imagepeek.source.engine.containerd.Namespace;
import io.imagepeek.source.engine.containerd.ReadContentRequest;
import io.imagepeek.source.engine.containerd.ReadContentResponse;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes over the socket, and what a containerd that is broken or hostile can do. */
class ContainerdClientTest {

  private static final int ANSWER_BYTES = 10_000;
  private static final Digest DIGEST = Digest.parse("sha256:" + "a".repeat(64));
  private static final String GET = "containerd.services.images.v1.Images/Get";
  private static final String LIST = "containerd.services.images.v1.Images/List";
  private static final String INFO = "containerd.services.content.v1.Content/Info";
  private static final String READ = "containerd.services.content.v1.Content/Read";
  private static final String NAMESPACE = "containerd.services.namespaces.v1.Namespaces/Get";
  private static final Image ALPINE = Image.newBuilder().setName("alpine").build();

  private final ScriptedContainerd containerd = ScriptedContainerd.start();
  private final EngineSockets sockets = new EngineSockets();
  private final MemoryBudget memory = new MemoryBudget(1 << 28);
  private final ContainerdApi client = client(containerd.socket());
  private final InspectionContext context =
      new InspectionContext(Clock.systemUTC(), Duration.ofSeconds(25));

  @AfterEach
  void close() {
    sockets.close();
    containerd.close();
  }

  private ContainerdApi client(String socket) {
    return new ContainerdClient(sockets, socket, "test", ANSWER_BYTES, memory);
  }

  private static <T> T await(Uni<T> uni) {
    return uni.await().atMost(Duration.ofSeconds(20));
  }

  private static InspectFailure failure(Uni<?> uni) {
    return catchThrowableOfType(InspectFailure.class, () -> await(uni));
  }

  @Test
  void asksWithinTheNamespace() throws Exception {
    containerd
        .on(
            GET,
            ScriptedContainerd.messages(GetImageResponse.newBuilder().setImage(ALPINE).build()))
        .on(
            LIST,
            ScriptedContainerd.messages(ListImagesResponse.newBuilder().addImages(ALPINE).build()))
        .on(
            INFO,
            ScriptedContainerd.messages(
                InfoResponse.newBuilder().setInfo(Info.newBuilder().setSize(3)).build()))
        .on(
            NAMESPACE,
            ScriptedContainerd.messages(
                GetNamespaceResponse.newBuilder()
                    .setNamespace(Namespace.newBuilder().putLabels("a", "b"))
                    .build()))
        .on(READ, ScriptedContainerd.messages(piece("ab"), piece("c")));

    assertThat(await(client.image("alpine", context))).contains(ALPINE);
    assertThat(await(client.images(ContainerdFilter.target(DIGEST), context)))
        .containsExactly(ALPINE);
    assertThat(await(client.info(DIGEST, context)).orElseThrow().getSize()).isEqualTo(3);
    assertThat(await(client.content(DIGEST, 3, context)).orElseThrow())
        .isEqualTo("abc".getBytes(UTF_8));
    assertThat(await(client.namespaceLabels(context))).isEqualTo(Map.of("a", "b"));

    List<ScriptedContainerd.Asked> asked = containerd.asked();
    assertThat(asked)
        .extracting(ScriptedContainerd.Asked::method)
        .containsExactly(GET, LIST, INFO, READ, NAMESPACE);
    assertThat(asked).extracting(ScriptedContainerd.Asked::namespace).containsOnly("test");
    assertThat(GetImageRequest.parseFrom(asked.get(0).message()).getName()).isEqualTo("alpine");
    assertThat(ListImagesRequest.parseFrom(asked.get(1).message()).getFiltersList())
        .containsExactly("target.digest==\"" + DIGEST + "\"");
    ReadContentRequest read = ReadContentRequest.parseFrom(asked.get(3).message());
    assertThat(read.getDigest()).isEqualTo(DIGEST.toString());
    assertThat(read.getSize()).isEqualTo(3);
    assertThat(context.requests()).isEqualTo(5);
    assertThat(context.bytesRead()).isBetween(30L, 100L);
  }

  @Test
  void hasNothingOfWhatIsNotFound() {
    Consumer<HttpServerResponse> none =
        response -> ScriptedContainerd.refuse(response, 5, "not found");
    containerd.on(GET, none).on(LIST, none).on(INFO, none).on(READ, none).on(NAMESPACE, none);

    assertThat(await(client.image("alpine", context))).isEmpty();
    assertThat(await(client.images(ContainerdFilter.target(DIGEST), context))).isEmpty();
    assertThat(await(client.info(DIGEST, context))).isEmpty();
    assertThat(await(client.content(DIGEST, 3, context))).isEmpty();
    assertThat(await(client.namespaceLabels(context))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          1 , CANCELLED           , true
          2 , UNKNOWN             , false
          3 , INVALID_ARGUMENT    , false
          4 , DEADLINE_EXCEEDED   , true
          7 , PERMISSION_DENIED   , false
          8 , RESOURCE_EXHAUSTED  , true
          9 , FAILED_PRECONDITION , false
          10, ABORTED             , true
          12, UNIMPLEMENTED       , false
          13, INTERNAL            , false
          14, UNAVAILABLE         , true
          16, UNAUTHENTICATED     , false
          """)
  void tellsRefusalsInItsWords(int status, String name, boolean mayPass) {
    containerd.on(GET, response -> ScriptedContainerd.refuse(response, status, "why%0Anot"));

    InspectFailure failure = failure(client.image("alpine", context));

    assertThat(failure).isInstanceOf(InspectImageFailure.class);
    assertThat(failure.error()).isEqualTo("containerd: " + name + ": why?not");
    assertThat(failure.isTransient()).isEqualTo(mayPass);
  }

  @Test
  void tellsRefusalsAtTheEndOfAnAnswer() {
    containerd.on(
        READ,
        response -> {
          ScriptedContainerd.begin(response);
          response.write(ScriptedContainerd.frame(0, piece("ab").toByteArray()));
          response.putTrailer("grpc-status", "14").putTrailer("grpc-message", "bye").end();
        });

    InspectFailure failure = failure(client.content(DIGEST, 3, context));

    assertThat(failure.error()).isEqualTo("containerd: UNAVAILABLE: bye");
    assertThat(failure.isTransient()).isTrue();
  }

  @Test
  void cutsOffMoreContentThanWasAskedFor() throws Exception {
    containerd.on(
        READ,
        response -> {
          ScriptedContainerd.begin(response);
          endless(response);
        });

    InspectFailure failure = failure(client.content(DIGEST, 100_000, context));

    assertThat(failure).isInstanceOf(InspectImageFailure.class);
    assertThat(failure.error()).contains("more than the 100000 bytes");
    assertThat(containerd.reset().get(20, TimeUnit.SECONDS)).isTrue();
    assertThat(context.bytesRead()).isLessThan(400_000);
  }

  private static void endless(HttpServerResponse response) {
    byte[] piece = piece("x".repeat(30_000)).toByteArray();
    response.write(ScriptedContainerd.frame(0, piece)).onSuccess(written -> endless(response));
  }

  @Test
  void refusesResponsesThatAreTooLong() {
    containerd.on(LIST, ScriptedContainerd.messages(names(1_000)));

    InspectFailure failure = failure(client.images(ContainerdFilter.target(DIGEST), context));

    assertThat(failure).isInstanceOf(InspectImageFailure.class);
    assertThat(failure.error()).contains("imagepeek.engine.answer-bytes");
  }

  /** Longer than what is held of any message, and said to be so before it comes. */
  @Test
  void refusesMessagesThatAreTooLong() throws Exception {
    containerd.on(
        LIST,
        response -> {
          ScriptedContainerd.begin(response);
          response.write(ScriptedContainerd.frame(0, new byte[0]).setInt(1, Integer.MAX_VALUE));
        });

    InspectFailure failure = failure(client.images(ContainerdFilter.target(DIGEST), context));

    assertThat(failure).isInstanceOf(InspectImageFailure.class);
    assertThat(failure.error()).contains("imagepeek.engine.answer-bytes");
    assertThat(containerd.reset().get(20, TimeUnit.SECONDS)).isTrue();
  }

  private static ListImagesResponse names(int count) {
    ListImagesResponse.Builder names = ListImagesResponse.newBuilder();
    for (int i = 0; i < count; i++) {
      names.addImages(Image.newBuilder().setName("docker.io/library/alpine:" + i));
    }
    return names.build();
  }

  @Test
  void refusesResponsesThatAreCompressed() {
    containerd.on(
        GET,
        response -> {
          ScriptedContainerd.begin(response);
          response.putHeader("grpc-encoding", "gzip");
          response.write(ScriptedContainerd.frame(1, new byte[] {0x1f, (byte) 0x8b}));
          response.putTrailer("grpc-status", "0").end();
        });

    assertThat(failure(client.image("alpine", context)).error()).contains("compressed");
  }

  @ParameterizedTest
  @ValueSource(strings = {GET, READ})
  void refusesResponsesThatAreNoMessages(String method) {
    containerd.on(
        method,
        response -> {
          ScriptedContainerd.begin(response);
          response.write(ScriptedContainerd.frame(0, new byte[] {(byte) 0xff, 1, 2, 3}));
          response.putTrailer("grpc-status", "0").end();
        });

    InspectFailure failure =
        failure(
            method.equals(GET)
                ? client.image("alpine", context)
                : client.content(DIGEST, 3, context));

    assertThat(failure).isInstanceOf(InspectImageFailure.class);
    assertThat(failure.error()).contains("malformed");
  }

  @Test
  void refusesResponsesOfNoneOrSeveralMessages() {
    GetImageResponse one = GetImageResponse.newBuilder().setImage(ALPINE).build();
    containerd.on(GET, ScriptedContainerd.messages());

    assertThat(failure(client.image("alpine", context)).error()).contains("no message");

    containerd.on(GET, ScriptedContainerd.messages(one, one));

    assertThat(failure(client.image("alpine", context)).error()).contains("more than one");
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 404, 500})
  void refusesResponsesThatAreNotGrpc(int status) {
    containerd.on(GET, response -> response.setStatusCode(status).end("hello"));

    InspectFailure failure = failure(client.image("alpine", context));

    assertThat(failure).isInstanceOf(InspectImageFailure.class);
    assertThat(failure.error()).contains("not gRPC");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void failsWhereTheConnectionBreaks(boolean begun) {
    containerd.on(
        GET,
        response -> {
          if (begun) {
            ScriptedContainerd.begin(response);
            response
                .write(ScriptedContainerd.frame(0, new byte[0]))
                .onComplete(written -> response.reset(2));
          } else {
            response.reset(2);
          }
        });

    InspectFailure failure = failure(client.image("alpine", context));

    assertThat(failure).isInstanceOf(RegistryConnectionFailure.class);
    assertThat(failure.isTransient()).isTrue();
  }

  @Test
  void givesUpWithTheInspection() throws Exception {
    containerd.on(GET, response -> context.end());

    client.image("alpine", context).subscribe().with(found -> {}, failure -> {});

    assertThat(containerd.reset().get(20, TimeUnit.SECONDS)).isTrue();
    assertThat(context.requests()).isEqualTo(1);
  }

  @Test
  void asksNothingOnceTheInspectionIsOver() {
    context.end();
    client.image("alpine", context).subscribe().with(found -> {}, failure -> {});

    containerd.on(INFO, ScriptedContainerd.messages(InfoResponse.newBuilder().build()));
    await(client.info(DIGEST, new InspectionContext(Clock.systemUTC(), Duration.ofSeconds(25))));

    assertThat(containerd.asked())
        .extracting(ScriptedContainerd.Asked::method)
        .containsExactly(INFO);
    assertThat(context.requests()).isZero();
  }

  @Test
  void failsWithoutASocket(@TempDir Path directory) throws IOException {
    Path file = Files.createFile(directory.resolve("file"));
    for (String path :
        List.of(directory.resolve("none").toString(), file.toString(), "/" + "x".repeat(200))) {
      InspectFailure failure = failure(client(path).image("alpine", context));

      assertThat(failure).as(path).isInstanceOf(RegistryConnectionFailure.class);
      assertThat(failure.error())
          .contains("imagepeek.engine.containerd-socket")
          .doesNotContain(path);
    }
  }

  private static ReadContentResponse piece(String data) {
    return ReadContentResponse.newBuilder().setData(ByteString.copyFromUtf8(data)).build();
  }
}
