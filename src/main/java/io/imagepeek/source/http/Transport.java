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

/** Makes one attempt at one call: connects, sends, reads, within the time of an attempt. */
public final class Transport {

  /** Signed redirect targets make headers of several KiB. */
  private static final int HEADER_BYTES = 32 * 1024;

  /** Of an HTTP/2 connection; a single answer's is what the protocol says, 64 KiB. */
  private static final int CONNECTION_WINDOW = 1024 * 1024;

  private final HttpClient plain;
  private final HttpClient tls;
  private final Dialer dialer;
  private final HostEventLoops loops;
  private final IdleConnections idle;
  private final HttpSettings settings;
  private final int errorBytes;
  private final MemoryBudget memory;
  private final UserAgent userAgent;

  /**
   * @param http2 whether HTTP/2 is spoken where it is offered
   * @param errorBytes of an error's body; what is beyond is not read
   * @param memory for the bodies of answers
   * @param userAgent goes with every request
   * @param trust configures whom the TLS client trusts
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
    this.memory = memory;
    this.settings = settings;
    this.errorBytes = errorBytes;
    this.loops = new HostEventLoops(vertx);
    this.idle = new IdleConnections(settings.idle().connections(), settings.idle().time());
    this.plain = client(vertx, options());
    HttpClientOptions secure = options().setSsl(true);
    if (http2) {
      secure
          .setUseAlpn(true)
          .setProtocolVersion(HttpVersion.HTTP_2)
          // An answer that waits for room must not hold up the others of its connection.
          .setHttp2ConnectionWindowSize(CONNECTION_WINDOW)
          .setInitialSettings(new Http2Settings().setMaxHeaderListSize(HEADER_BYTES));
    }
    trust.accept(secure);
    // Last, since a TLS configuration brings a time-out of its own, many times as long.
    secure
        .setSslHandshakeTimeout(settings.time().connect().toMillis())
        .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS);
    this.tls = client(vertx, secure);
  }

  private HttpClient client(Vertx vertx, HttpClientOptions options) {
    return vertx
        .httpClientBuilder()
        .with(options)
        // Left out, the builder takes a pool of its own size, whatever the options say of theirs.
        .with(options.getPoolOptions())
        // Each exchange learns of it, and says so; the log is not for peers to fill with errors.
        .withConnectHandler(
            connection -> {
              connection.exceptionHandler(failure -> {});
              idle.watch(connection);
            })
        .build();
  }

  private HttpClientOptions options() {
    // Of connections that were never used; 0 would be for ever.
    int idleSeconds = Math.toIntExact(Math.max(1, settings.idle().time().toSeconds()));
    return new HttpClientOptions()
        // A body is read as it was stored: what a digest describes, and no bomb (CVE-2026-42587).
        .setDecompressionSupported(false)
        // As many again for those that wait for memory: their connections are still theirs.
        .setMaxPoolSize(2 * settings.host().concurrency())
        .setHttp2MaxPoolSize(1)
        .setKeepAliveTimeout(idleSeconds)
        .setHttp2KeepAliveTimeout(idleSeconds)
        .setMaxHeaderSize(HEADER_BYTES)
        .setMaxInitialLineLength(HEADER_BYTES)
        .setConnectTimeout(Math.toIntExact(settings.time().connect().toMillis()));
  }

  /**
   * One attempt; fails with an {@link AttemptFailure}.
   *
   * @param place at the host, which is given up while the attempt waits for memory
   */
  public Uni<HttpResponse> attempt(HttpRequest call, InspectionContext context, Permit place) {
    ConnectionErrorMapper faults = new ConnectionErrorMapper(call.origin());
    if (context.ended()) {
      return Uni.createFrom().failure(faults.abandoned());
    }
    AtomicReference<@Nullable HttpExchange> last = new AtomicReference<>();
    AttemptClock clock = new AttemptClock(settings.time().attempt(), place);
    return clock.bound(
        dialer
            .ways(call)
            .flatMap(ways -> firstThatConnects(call, context, ways, 0, new Attempt(clock, last))),
        () -> faults.timeout(settings.time().attempt(), sent(last.get())));
  }

  /** The time of an attempt, and the last of its exchanges. */
  private record Attempt(AttemptClock clock, AtomicReference<@Nullable HttpExchange> last) {}

  private static boolean sent(@Nullable HttpExchange exchange) {
    return exchange != null && exchange.sent();
  }

  private Uni<HttpResponse> firstThatConnects(
      HttpRequest call,
      InspectionContext context,
      List<RequestOptions> ways,
      int index,
      Attempt attempt) {
    HttpClient client = call.origin().isHttps() ? tls : plain;
    HttpExchange exchange =
        new HttpExchange(
            call, context, memory, errorBytes, settings.time().attempt(), attempt.clock());
    attempt.last().set(exchange);
    // Bounds the wait for a stream of a shared connection, too: a peer may allow none.
    RequestOptions way =
        ways.get(index)
            .setConnectTimeout(settings.time().attempt().toMillis())
            .putHeader(HttpHeaders.USER_AGENT, userAgent.text());
    Uni<HttpResponse> answer = exchange.run(client, way, loops.of(call.origin().authority()));
    return index + 1 == ways.size()
        ? answer
        : answer
            .onFailure(failure -> !exchange.sent() && !context.ended())
            .recoverWithUni(() -> firstThatConnects(call, context, ways, index + 1, attempt));
  }

  /** Closes all connections. */
  public void close() {
    plain.close();
    tls.close();
  }
}
