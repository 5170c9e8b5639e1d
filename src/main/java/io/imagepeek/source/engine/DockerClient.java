package io.imagepeek.source.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.imagepeek.source.InspectionContext;
import io.imagepeek.source.MemoryBudget;
import io.imagepeek.source.Permit;
import io.imagepeek.source.http.AttemptClock;
import io.imagepeek.source.http.AttemptFailure;
import io.imagepeek.source.http.ExchangeRules;
import io.imagepeek.source.http.HttpExchange;
import io.imagepeek.source.http.HttpRequest;
import io.imagepeek.source.http.HttpResponse;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The client of a Docker-compatible engine, over its unix socket. Its requests name no version of
 * the API: the engine then uses its own, and newer engines refuse the versions of older ones.
 */
final class DockerClient {

  /** A host name for the socket: HTTP needs one, and the memory budget tells hosts apart. */
  private static final String BASE = "http://docker";

  private static final int CONNECTIONS = 8;

  /** Short, since podman's service keeps running as long as it has a connection. */
  private static final int KEEP_ALIVE_SECONDS = 5;

  /** An error's message stands at the beginning of its body. */
  private static final int ERROR_BYTES = 16 * 1024;

  /** RFC 3986 §3.3, {@code pchar} and the slash; the grammar of names allows few others. */
  private static final Pattern TO_ENCODE = Pattern.compile("[^A-Za-z0-9._~:@/-]");

  private final EngineSockets sockets;
  private final String socket;
  private final int responseBytes;
  private final ExchangeRules rules;
  private final DockerErrorMapper errorMapper = new DockerErrorMapper();
  private volatile @Nullable Connections connections;

  /** The HTTP client, and the event loop of its exchanges. */
  private record Connections(HttpClient client, Context loop) {}

  /**
   * A client that opens no connection yet.
   *
   * @param socket the path of the engine's socket
   * @param responseBytes bytes of a response's body at most
   * @param memory the budget that bodies are charged to
   */
  DockerClient(EngineSockets sockets, String socket, int responseBytes, MemoryBudget memory) {
    this.sockets = sockets;
    this.socket = socket;
    this.responseBytes = responseBytes;
    this.rules =
        new ExchangeRules(
            memory,
            Math.min(ERROR_BYTES, responseBytes),
            Duration.ZERO, // for HTTP/2 alone
            InspectionContext::countRequest);
  }

  /**
   * The engine's JSON about one image.
   *
   * <p>Fails with an {@link io.imagepeek.failure.InspectFailure}.
   *
   * @param name an id or a reference, of the characters that their grammar allows
   */
  Uni<HttpResponse> image(String name, InspectionContext context) {
    return get("/images/" + encoded(name) + "/json", context);
  }

  /**
   * The engine's JSON about the images whose names match a repository's.
   *
   * <p>Fails with an {@link io.imagepeek.failure.InspectFailure}.
   */
  Uni<HttpResponse> images(String repository, InspectionContext context) {
    // The bracket of an IPv6 address would begin a set of characters.
    String filters = "{\"reference\":[\"" + repository.replace("[", "\\\\[") + "\"]}";
    return get("/images/json?filters=" + URLEncoder.encode(filters, UTF_8), context);
  }

  private static String encoded(String name) {
    return TO_ENCODE.matcher(name).replaceAll(found -> URLEncoder.encode(found.group(), UTF_8));
  }

  private Uni<HttpResponse> get(String target, InspectionContext context) {
    HttpRequest request = HttpRequest.get(URI.create(BASE + target), Map.of(), responseBytes);
    return send(request, context)
        .onFailure(AttemptFailure.class)
        .transform(failure -> failure.failure())
        .invoke(this::requireSuccess);
  }

  private Uni<HttpResponse> send(HttpRequest request, InspectionContext context) {
    Duration remaining = context.remaining();
    if (context.ended() || remaining.isZero()) {
      return Uni.createFrom().failure(errorMapper.abandoned());
    }
    RequestOptions options =
        new RequestOptions()
            .setServer(SocketAddress.domainSocketAddress(socket))
            .setHost(request.origin().host())
            .setMethod(request.method())
            .setURI(request.target())
            .setConnectTimeout(remaining.toMillis());
    AttemptClock clock = new AttemptClock(remaining, Permit.none());
    return clock.limit(
        connections()
            .flatMap(
                opened ->
                    context.waiting(
                        exchange(
                            opened,
                            options,
                            () -> new HttpExchange(request, context, rules, errorMapper, clock),
                            context))),
        errorMapper::timeout);
  }

  /** Once more where the engine had just closed a kept connection: the request changes nothing. */
  private static Uni<HttpResponse> exchange(
      Connections opened,
      RequestOptions options,
      Supplier<HttpExchange> exchanges,
      InspectionContext context) {
    HttpExchange first = exchanges.get();
    return first
        .run(opened.client(), options, opened.loop())
        .onFailure(failure -> first.isSentWithoutResponse() && !context.ended())
        .recoverWithUni(() -> exchanges.get().run(opened.client(), options, opened.loop()));
  }

  private void requireSuccess(HttpResponse response) {
    if (response.status() != 200) {
      throw errorMapper.of(response);
    }
  }

  private Uni<Connections> connections() {
    Connections opened = connections;
    return opened == null ? sockets.vertx().map(this::open) : Uni.createFrom().item(opened);
  }

  private synchronized Connections open(Vertx vertx) {
    Connections opened = connections;
    if (opened == null) {
      HttpClient client =
          vertx
              .httpClientBuilder()
              .with(
                  new HttpClientOptions()
                      .setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
                      .setDecompressionSupported(false))
              .with(new PoolOptions().setHttp1MaxSize(CONNECTIONS))
              // Each exchange reports its own failure; Vert.x would log it too.
              .withConnectHandler(connection -> connection.exceptionHandler(failure -> {}))
              .build();
      opened = new Connections(client, vertx.getOrCreateContext());
      connections = opened;
    }
    return opened;
  }
}
