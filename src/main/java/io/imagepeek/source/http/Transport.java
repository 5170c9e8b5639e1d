package io.imagepeek.source.http;

import io.imagepeek.source.HostEventLoops;
import io.imagepeek.source.InspectionContext;
import io.imagepeek.source.MemoryBudget;
import io.imagepeek.source.Permit;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Makes one attempt at a request: connects, sends and reads, within the time of an attempt. */
public final class Transport {

  /** Signed redirect targets make headers of several KiB. */
  private static final int HEADER_BYTES = 32 * 1024;

  /** Of an HTTP/2 connection; a single response has the protocol's default, 64 KiB. */
  private static final int CONNECTION_WINDOW = 1024 * 1024;

  private final HttpClient plain;
  private final HttpClient tls;
  private final Dialer dialer;
  private final HostEventLoops loops;
  private final IdleConnections idle;
  private final HttpSettings settings;
  private final ExchangeRules rules;
  private final UserAgent userAgent;

  /**
   * @param http2 whether HTTP/2 is used where the server offers it
   * @param errorBytes bytes that are read of an error's body at most
   * @param memory the budget that bodies of responses are charged to
   * @param userAgent is sent with every request
   * @param trust sets which certificates the TLS client trusts
   */
  public Transport(
      Vertx vertx,
      Dialer dialer,
      HttpSettings settings,
      boolean http2,
      int errorBytes,
      MemoryBudget memory,
      UserAgent userAgent,
      Consumer<HttpClientOptions> trust) {
    this.dialer = dialer;
    this.userAgent = userAgent;
    this.settings = settings;
    this.rules =
        new ExchangeRules(
            memory, errorBytes, settings.time().attempt(), InspectionContext::takeRequest);
    this.loops = new HostEventLoops(vertx);
    this.idle = new IdleConnections(settings.idle().connections(), settings.idle().time());
    this.plain = client(vertx, options());
    HttpClientOptions secure = options().setSsl(true);
    if (http2) {
      secure
          .setUseAlpn(true)
          .setProtocolVersion(HttpVersion.HTTP_2)
          // A response that waits for memory must not block the others on its connection.
          .setHttp2ConnectionWindowSize(CONNECTION_WINDOW)
          .setInitialSettings(new Http2Settings().setMaxHeaderListSize(HEADER_BYTES));
    }
    trust.accept(secure);
    // Last, since a TLS configuration sets a timeout of its own, many times as long.
    secure
        .setSslHandshakeTimeout(settings.time().connect().toMillis())
        .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS);
    this.tls = client(vertx, secure);
  }

  private HttpClient client(Vertx vertx, HttpClientOptions options) {
    return vertx
        .httpClientBuilder()
        .with(options)
        // Without this the builder ignores the pool size of the options.
        .with(options.getPoolOptions())
        // Each exchange reports its own failure; Vert.x would log it too, as often as peers like.
        .withConnectHandler(
            connection -> {
              connection.exceptionHandler(failure -> {});
              idle.watch(connection);
            })
        .build();
  }

  private HttpClientOptions options() {
    // For connections that were never used; 0 would keep them for ever.
    int idleSeconds = Math.toIntExact(Math.max(1, settings.idle().time().toSeconds()));
    return new HttpClientOptions()
        // A body is read as it was stored: what a digest describes, and no bomb (CVE-2026-42587).
        .setDecompressionSupported(false)
        // Twice as many: exchanges that wait for memory keep their connections.
        .setMaxPoolSize(2 * settings.host().concurrency())
        .setHttp2MaxPoolSize(1)
        .setKeepAliveTimeout(idleSeconds)
        .setHttp2KeepAliveTimeout(idleSeconds)
        .setMaxHeaderSize(HEADER_BYTES)
        .setMaxInitialLineLength(HEADER_BYTES)
        .setConnectTimeout(Math.toIntExact(settings.time().connect().toMillis()));
  }

  /**
   * Makes one attempt. Fails with an {@link AttemptFailure}.
   *
   * @param permit of the host's queue, which others may use while the attempt waits for memory
   */
  public Uni<HttpResponse> attempt(HttpRequest request, InspectionContext context, Permit permit) {
    ConnectionErrorMapper errorMapper = new ConnectionErrorMapper(request.origin());
    if (context.ended()) {
      return Uni.createFrom().failure(errorMapper.abandoned());
    }
    AtomicReference<@Nullable HttpExchange> last = new AtomicReference<>();
    AttemptClock clock = new AttemptClock(settings.time().attempt(), permit);
    Attempt attempt = new Attempt(request, context, errorMapper, clock, last);
    return clock.limit(
        dialer.routes(request).flatMap(routes -> firstThatConnects(attempt, routes, 0)),
        () -> errorMapper.timeout(settings.time().attempt(), isSent(last.get())));
  }

  /** What the exchanges of an attempt have in common, and the last one of them. */
  private record Attempt(
      HttpRequest request,
      InspectionContext context,
      ConnectionErrorMapper errorMapper,
      AttemptClock clock,
      AtomicReference<@Nullable HttpExchange> last) {}

  private static boolean isSent(@Nullable HttpExchange exchange) {
    return exchange != null && exchange.isSent();
  }

  private Uni<HttpResponse> firstThatConnects(
      Attempt attempt, List<RequestOptions> routes, int index) {
    HttpRequest request = attempt.request();
    HttpClient client = request.origin().isHttps() ? tls : plain;
    HttpExchange exchange =
        new HttpExchange(request, attempt.context(), rules, attempt.errorMapper(), attempt.clock());
    attempt.last().set(exchange);
    // Limits the wait for a stream of a shared connection, too: a peer may allow none.
    RequestOptions route =
        routes
            .get(index)
            .setConnectTimeout(settings.time().attempt().toMillis())
            .putHeader(HttpHeaders.USER_AGENT, userAgent.text());
    Uni<HttpResponse> response =
        exchange.run(client, route, loops.of(request.origin().authority()));
    return index + 1 == routes.size()
        ? response
        : response
            .onFailure(failure -> !exchange.isSent() && !attempt.context().ended())
            .recoverWithUni(() -> firstThatConnects(attempt, routes, index + 1));
  }

  /** Closes all connections. */
  public void close() {
    plain.close();
    tls.close();
  }
}
