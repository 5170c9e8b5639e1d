package io.imagepeek.function.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.imagepeek.function.RequestReader;
import io.imagepeek.source.HostEventLoops;
import io.imagepeek.testing.CapturedLog;
import io.imagepeek.testing.RawPeer;
import io.imagepeek.testing.RecordedRequest;
import io.imagepeek.testing.Reply;
import io.imagepeek.testing.ScriptedRegistry;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a sink may do with a result, and what is told of it. */
class HttpEventSinkTest {

  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final Duration TIMEOUT = Duration.ofMillis(400);
  private static final String SECRET = "s3cr3tOfTheSink";
  private static final String TARGET = "/in/" + SECRET + "?token=" + SECRET;
  private static final int ATTEMPTS = 3;

  private final Vertx vertx = Vertx.vertx();
  private final HttpClient client = vertx.createHttpClient();
  private final CloudEvent event =
      CloudEventBuilder.v1()
          .withId("result-1")
          .withSource(URI.create("inspectAnImage"))
          .withType("io.imagepeek.image.inspected")
          .withSubject("b\u00e4r")
          .withData("application/json", "{\"a\":\"\u20ac\"}".getBytes(UTF_8))
          .build();

  private ScriptedRegistry server;
  private CapturedLog log;

  @BeforeEach
  void start() {
    server = ScriptedRegistry.start();
    log = CapturedLog.ofAll();
  }

  @AfterEach
  void stop() {
    log.close();
    assertThat(log.text()).doesNotContain(SECRET);
    server.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 201, 202, 204})
  void whatIsTakenIsSentOnce(int status) {
    server.on("POST", TARGET).respond(Reply.of(status, Map.of(), ""));

    send(ATTEMPTS).assertCompleted();

    RecordedRequest sent = server.lastRequest();
    server.assertRequests("POST " + TARGET);
    assertThat(sent.body()).isEqualTo("{\"a\":\"\u20ac\"}");
    assertThat(sent.header("Content-Type")).isEqualTo("application/json");
    assertThat(sent.header("ce-id")).isEqualTo("result-1");
    assertThat(sent.header("ce-subject")).isEqualTo("b%C3%A4r");
    assertThat(sent.header("ce-cluster")).isEqualTo("test%201");
    assertThat(log.entries()).isEmpty();
  }

  /** Knative's bindings say that they come before what the event has. */
  @Test
  void anOverrideReplacesWhatTheEventHas() {
    server.on("POST", TARGET).respond(202);
    CloudEvent other = CloudEventBuilder.v1(event).withExtension("cluster", "own").build();

    send(other, sink(server.url(TARGET), 1)).assertCompleted();

    assertThat(server.lastRequest().headers().get("ce-cluster")).containsExactly("test%201");
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 403, 404, 405, 409, 410, 413, 415})
  void whatIsRefusedIsNotSentAgain(int status) {
    server.on("POST", TARGET).respond(Reply.json(status, "{\"why\":\"" + SECRET + "\"}"));

    assertUndelivered(send(ATTEMPTS), "HTTP status " + status);

    server.assertRequests("POST " + TARGET);
  }

  /** Where it points to is not the operator's choice. */
  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void aRedirectIsNotFollowed(int status) {
    server.on("POST", TARGET).respond(Reply.redirect(status, server.url("/elsewhere")));

    assertUndelivered(send(ATTEMPTS), "HTTP status " + status);

    server.assertRequests("POST " + TARGET);
  }

  static Stream<Arguments> passing() {
    return Stream.of(
        Arguments.of(Reply.status(408), "HTTP status 408"),
        Arguments.of(Reply.status(429), "HTTP status 429"),
        Arguments.of(Reply.status(500), "HTTP status 500"),
        Arguments.of(Reply.status(503), "HTTP status 503"),
        Arguments.of(Reply.html(502, SECRET), "HTTP status 502"),
        Arguments.of(Reply.reset(), ""),
        Arguments.of(Reply.never(), "timeout"),
        Arguments.of(Reply.delayed(TIMEOUT.multipliedBy(2), Reply.status(202)), "timeout"));
  }

  @ParameterizedTest
  @MethodSource("passing")
  void whatMayPassIsTriedAgain(Reply reply, String reason) {
    server.on("POST", TARGET).respond(ATTEMPTS - 1, reply).then(202);

    send(ATTEMPTS).assertCompleted();

    server.assertRequests("POST " + TARGET, "POST " + TARGET, "POST " + TARGET);
    assertThat(server.recorded())
        .extracting(request -> request.header("ce-id"))
        .containsOnly("result-1");
  }

  @ParameterizedTest
  @MethodSource("passing")
  void andInTheEndGivenUp(Reply reply, String reason) {
    server.on("POST", TARGET).always(reply);

    assertUndelivered(send(ATTEMPTS), reason);
    assertThat(server.recorded()).hasSize(ATTEMPTS);
    assertThat(log.lines("the sink did not take event result-1: ")).hasSize(1);

    assertUndelivered(send(1), reason);
    assertThat(server.recorded()).hasSize(ATTEMPTS + 1);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void nobodyListens(int attempts) {
    String url = "http://127.0.0.1:" + RawPeer.refusedPort() + TARGET;

    assertUndelivered(send(event, sink(url, attempts)), "connection refused");
  }

  @Test
  void anUnknownHost() {
    assertUndelivered(
        send(event, sink("http://no-such-host.invalid" + TARGET, 1)), "UnknownHostException");
  }

  @Test
  void whatIsNoHttp() {
    try (RawPeer garbage = RawPeer.garbage()) {
      UniAssertSubscriber<Void> sent = send(event, sink("http://" + garbage.authority(), 2));

      assertUndelivered(sent, "");
      assertThat(garbage.connections()).isEqualTo(2);
    }
  }

  /** The status has said all; nothing of the rest is waited for, nor kept. */
  @ParameterizedTest
  @ValueSource(ints = {200, 503})
  void anAnswerWithoutEndIsCutOff(int status) {
    server.on("POST", TARGET).always(Reply.endless(status, "text/plain"));

    UniAssertSubscriber<Void> sent = send(1);

    if (status == 200) {
      sent.assertCompleted();
    } else {
      assertUndelivered(sent, "HTTP status 503");
    }
    server.awaitReset(LIMIT);
  }

  /** Few bytes, but for ever: the connection would be lost to others. */
  @Test
  void anAnswerThatDripsIsCutOff() {
    server.on("POST", TARGET).always(Reply.dripForEver(".", Duration.ofMillis(20)));

    send(1).assertCompleted();

    server.awaitReset(LIMIT);
  }

  /** More events than there are connections, and each of them is sent. */
  @Test
  void manyAtOnce() {
    server.on("POST", TARGET).always(Reply.delayed(Duration.ofMillis(20), Reply.status(202)));
    EventSink sink = sink(server.url(TARGET), 1);

    Stream.generate(() -> sink.send(event).subscribe().withSubscriber(subscriber()))
        .limit(40)
        .toList()
        .forEach(sent -> sent.awaitItem(LIMIT).assertCompleted());

    assertThat(server.recorded()).hasSize(40);
  }

  private static UniAssertSubscriber<Void> subscriber() {
    return UniAssertSubscriber.create();
  }

  private UniAssertSubscriber<Void> send(int attempts) {
    return send(event, sink(server.url(TARGET), attempts));
  }

  private static UniAssertSubscriber<Void> send(CloudEvent event, EventSink sink) {
    UniAssertSubscriber<Void> sent = sink.send(event).subscribe().withSubscriber(subscriber());
    try {
      sent.awaitItem(LIMIT);
    } catch (AssertionError failed) {
      sent.awaitFailure(LIMIT);
    }
    return sent;
  }

  private EventSink sink(String url, int attempts) {
    return new HttpEventSink(
        client,
        new HostEventLoops(vertx).of("the sink"),
        URI.create(url),
        new EventMessages(new RequestReader()),
        Map.of("cluster", "test 1"),
        TIMEOUT,
        attempts);
  }

  private static void assertUndelivered(UniAssertSubscriber<Void> sent, String reason) {
    Throwable failure = sent.getFailure();
    assertThat(failure).isInstanceOf(EventSink.Undelivered.class).hasNoCause();
    assertThat(failure.getMessage())
        .startsWith("the sink did not take the result: " + reason)
        .doesNotContain(SECRET, "http:", "127.0.0.1");
  }
}
