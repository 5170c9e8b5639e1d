package io.imagepeek.source.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.imagepeek.failure.InspectFailure.RegistryConnectionFailure;
import io.imagepeek.source.InspectionContext;
import io.imagepeek.source.MemoryBudget;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.URLEncoder;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Asks a Docker-compatible engine over its unix socket. No version of the API is named: engines
 * then answer in their own, and newer ones refuse the versions that older ones have.
 */
final class DockerClient {

  private static final int CONNECTIONS = 8;

  /** Short, since podman's service keeps running as long as somebody is connected. */
  private static final int KEEP_ALIVE_SECONDS = 5;

  /** RFC 3986 §3.3, {@code pchar} and the slash; the grammar of names allows few others. */
  private static final Pattern TO_ENCODE = Pattern.compile("[^A-Za-z0-9._~:@/-]");

  private final EngineSockets sockets;
  private final String socket;
  private final int answerBytes;
  private final MemoryBudget memory;
  private volatile @Nullable HttpClient started;

  /**
   * @param socket the path of the engine's socket
   * @param answerBytes of an answer at most
   * @param memory of which answers take
   */
  DockerClient(EngineSockets sockets, String socket, int answerBytes, MemoryBudget memory) {
    this.sockets = sockets;
    this.socket = socket;
    this.answerBytes = answerBytes;
    this.memory = memory;
  }

  /**
   * What the engine says of one image, in JSON.
   *
   * <p>Fails with an {@link io.imagepeek.failure.InspectFailure}.
   *
   * @param name an id or a reference, of the characters that their grammar allows
   */
  Uni<DockerResponse> image(String name, InspectionContext context) {
    return get("/images/" + encoded(name) + "/json", context);
  }

  /**
   * The engine's images whose names match a repository's, in JSON.
   *
   * <p>Fails with an {@link io.imagepeek.failure.InspectFailure}.
   */
  Uni<DockerResponse> images(String repository, InspectionContext context) {
    // The bracket of an IPv6 address would begin a set of characters.
    String filters = "{\"reference\":[\"" + repository.replace("[", "\\\\[") + "\"]}";
    return get("/images/json?filters=" + URLEncoder.encode(filters, UTF_8), context);
  }

  private static String encoded(String name) {
    return TO_ENCODE.matcher(name).replaceAll(found -> URLEncoder.encode(found.group(), UTF_8));
  }

  private Uni<DockerResponse> get(String target, InspectionContext context) {
    Duration remaining = context.remaining();
    if (context.ended() || remaining.isZero()) {
      return Uni.createFrom().failure(DockerErrorMapper.abandoned());
    }
    RequestOptions request =
        new RequestOptions()
            .setServer(SocketAddress.domainSocketAddress(socket))
            .setHost("docker")
            .setMethod(HttpMethod.GET)
            .setURI(target)
            .setConnectTimeout(remaining.toMillis());
    return client()
        .flatMap(client -> exchange(client, request, context))
        .ifNoItem()
        .after(remaining)
        .failWith(
            () -> new RegistryConnectionFailure("connection timeout: the engine did not answer"))
        .invoke(DockerResponse::requireSuccess);
  }

  /** Once more where a kept connection had just been closed by the engine: nothing is changed. */
  private Uni<DockerResponse> exchange(
      HttpClient client, RequestOptions request, InspectionContext context) {
    DockerExchange first = new DockerExchange(context, memory, answerBytes);
    return first
        .run(client, request)
        .onFailure(failure -> first.wasClosedUnanswered() && !context.ended())
        .recoverWithUni(
            () -> new DockerExchange(context, memory, answerBytes).run(client, request));
  }

  private Uni<HttpClient> client() {
    HttpClient client = started;
    return client == null ? sockets.vertx().map(this::start) : Uni.createFrom().item(client);
  }

  private synchronized HttpClient start(Vertx vertx) {
    HttpClient client = started;
    if (client == null) {
      client =
          vertx
              .httpClientBuilder()
              .with(
                  new HttpClientOptions()
                      .setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
                      .setDecompressionSupported(false))
              .with(new PoolOptions().setHttp1MaxSize(CONNECTIONS))
              // Each exchange learns of it, and says so.
              .withConnectHandler(connection -> connection.exceptionHandler(failure -> {}))
              .build();
      started = client;
    }
    return client;
  }
}
