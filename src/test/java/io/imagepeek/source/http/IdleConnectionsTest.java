package io.imagepeek.source.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Hundreds of hosts, which are all this machine. */
class IdleConnectionsTest {

  private static final int HOSTS = 300;
  private static final int TOTAL = 20;
  private static final Duration LONG = Duration.ofMinutes(5);

  private final Vertx vertx = Vertx.vertx();
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicInteger opened = new AtomicInteger();
  private final CompletableFuture<Void> released = new CompletableFuture<>();
  private int port;

  @BeforeEach
  void start() {
    HttpServer server =
        vertx
            .createHttpServer(new HttpServerOptions().setHost("0.0.0.0").setPort(0))
            .connectionHandler(
                connection -> {
                  connection.exceptionHandler(failure -> {});
                  open.incrementAndGet();
                  opened.incrementAndGet();
                  connection.closeHandler(closed -> open.decrementAndGet());
                })
            .requestHandler(
                request -> {
                  // A peer must not be able to have its connection kept.
                  if (request.version() == HttpVersion.HTTP_1_1) {
                    request.response().putHeader("Keep-Alive", "timeout=3600");
                  }
                  if (request.path().equals("/held")) {
                    var unused = released.thenRun(() -> request.response().end("held"));
                  } else {
                    request.response().end("answered");
                  }
                });
    port = get(server.listen()).actualPort();
  }

  @AfterEach
  void stop() {
    get(vertx.close());
  }

  @ParameterizedTest
  @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
  void onlySoManyAreKeptOfAllHosts(HttpVersion version) throws Exception {
    HttpClient client = client(version, new IdleConnections(TOTAL, LONG));
    // It is the oldest, and not idle.
    Future<String> held = ask(client, "127.0.0.1", "/held");
    List<Future<String>> responses = new ArrayList<>();
    for (int i = 2; i <= HOSTS; i++) {
      responses.add(ask(client, "127.0.%d.%d".formatted(i / 200, 1 + i % 200), "/"));
    }

    for (Future<String> response : responses) {
      assertThat(get(response)).isEqualTo("answered");
    }

    assertThat(opened).hasValue(HOSTS);
    awaitOpen(count -> count == TOTAL + 1);
    released.complete(null);
    assertThat(get(held)).isEqualTo("held");
    awaitOpen(count -> count == TOTAL);
  }

  @ParameterizedTest
  @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
  void eachIsKeptForSoLong(HttpVersion version) throws Exception {
    Duration time = Duration.ofMillis(500);
    HttpClient client = client(version, new IdleConnections(TOTAL, time));

    for (int i = 0; i < 3; i++) {
      assertThat(get(ask(client, "127.0.0.1", "/"))).isEqualTo("answered");
      Thread.sleep(time.toMillis() / 2);
    }

    assertThat(opened).as("used again").hasValue(1);
    awaitOpen(count -> count == 0);
  }

  @ParameterizedTest
  @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
  void whatIsUnderWayIsNotIdle(HttpVersion version) throws Exception {
    HttpClient client = client(version, new IdleConnections(TOTAL, Duration.ofMillis(200)));
    assertThat(get(ask(client, "127.0.0.1", "/"))).isEqualTo("answered");

    Future<String> held = ask(client, "127.0.0.1", "/held");
    Thread.sleep(600);
    released.complete(null);

    assertThat(get(held)).isEqualTo("held");
    assertThat(opened).hasValue(1);
  }

  private HttpClient client(HttpVersion version, IdleConnections idle) {
    return vertx
        .httpClientBuilder()
        .with(
            new HttpClientOptions()
                .setProtocolVersion(version)
                .setHttp2ClearTextUpgrade(false)
                .setKeepAliveTimeout(300)
                .setHttp2KeepAliveTimeout(300))
        // Else the next exchange may be faster than the return of its connection.
        .with(new PoolOptions().setHttp1MaxSize(1))
        .withConnectHandler(
            connection -> {
              connection.exceptionHandler(failure -> {});
              idle.watch(connection);
            })
        .build();
  }

  private Future<String> ask(HttpClient client, String host, String path) {
    return client
        .request(HttpMethod.GET, port, host, path)
        .compose(request -> request.send().compose(HttpClientResponse::body))
        .map(Object::toString);
  }

  private void awaitOpen(IntPredicate enough) throws InterruptedException {
    for (int i = 0; i < 500 && !enough.test(open.get()); i++) {
      Thread.sleep(10);
    }
    // It stays so.
    Thread.sleep(100);
    assertThat(open.get()).matches(enough::test);
  }

  private static <T> T get(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    } catch (Exception failed) {
      throw new AssertionError(failed);
    }
  }
}
