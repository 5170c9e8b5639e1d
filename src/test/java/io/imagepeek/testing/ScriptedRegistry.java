package io.imagepeek.testing;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * A registry on 127.0.0.1 that does what the test's script says, and remembers all that it was
 * asked.
 *
 * <pre>{@code
 * try (ScriptedRegistry registry = ScriptedRegistry.start()) {
 *   registry.on("GET", "/v2/x/manifests/latest").respond(503).then(Reply.json(200, "{}"));
 *   … the client under test asks registry.authority() …
 *   registry.assertRequests("GET /v2/x/manifests/latest", "GET /v2/x/manifests/latest");
 * }
 * }</pre>
 *
 * <p>A request is offered to the guard ({@link #requireBasic}, {@link #requireBearer}) where its
 * path begins with {@code /v2/}, then to the scripts, then to the images and services. One that
 * nobody takes is answered with 500, and {@link #verify()} and {@link #close()} fail.
 */
public final class ScriptedRegistry extends ObservedServer implements AutoCloseable {

  private static final int ANY_PORT = 0;
  private static final int MAX_HEADER_BYTES = 64 * 1024;

  /** Small, so that what the client does not take is soon felt by the server. */
  private static final int SEND_BUFFER_BYTES = 64 * 1024;

  private final Map<HttpConnection, Integer> connections = new ConcurrentHashMap<>();
  private final Map<String, Script> scripts = new LinkedHashMap<>();
  private final List<Service> services = new CopyOnWriteArrayList<>();
  private final RegistryContent content = new RegistryContent();
  private final String scheme;
  private final HttpServer server;
  private volatile @Nullable Service guard;

  private ScriptedRegistry(String scheme, int port, HttpServerOptions options) {
    this.scheme = scheme;
    options
        .setHost("127.0.0.1")
        .setPort(port)
        .setMaxHeaderSize(MAX_HEADER_BYTES)
        .setMaxInitialLineLength(MAX_HEADER_BYTES)
        .setSendBufferSize(SEND_BUFFER_BYTES)
        .setHttp2ClearTextEnabled(false);
    server =
        Loop.VERTX
            .createHttpServer(options)
            .connectionHandler(this::connected)
            .requestHandler(this::received);
    services.add(content);
    Loop.await(server.listen());
  }

  /** A registry that speaks HTTP/1.1 in the clear. */
  public static ScriptedRegistry start() {
    return start(ANY_PORT);
  }

  /** A registry that speaks HTTP/1.1 in the clear, on the port of one that has been closed. */
  public static ScriptedRegistry start(int port) {
    return new ScriptedRegistry("http", port, new HttpServerOptions());
  }

  /** A registry behind TLS that speaks HTTP/2, and HTTP/1.1 with those that prefer it. */
  public static ScriptedRegistry start(ServerIdentity identity) {
    return startTls(identity, List.of(HttpVersion.HTTP_2, HttpVersion.HTTP_1_1));
  }

  /** A registry behind TLS that does not know HTTP/2. */
  public static ScriptedRegistry startHttp1(ServerIdentity identity) {
    return startTls(identity, List.of(HttpVersion.HTTP_1_1));
  }

  private static ScriptedRegistry startTls(ServerIdentity identity, List<HttpVersion> versions) {
    try {
      PemKeyCertOptions pem =
          new PemKeyCertOptions()
              .addCertValue(Buffer.buffer(Files.readAllBytes(identity.certPem())))
              .addKeyValue(Buffer.buffer(Files.readAllBytes(identity.keyPem())));
      return new ScriptedRegistry(
          "https",
          ANY_PORT,
          new HttpServerOptions()
              .setSsl(true)
              .setUseAlpn(true)
              .setAlpnVersions(versions)
              .setKeyCertOptions(pem));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The TCP port. */
  public int port() {
    return server.actualPort();
  }

  /** {@code 127.0.0.1:PORT}, as it stands before the repository in an image's name. */
  public String authority() {
    return "127.0.0.1:" + port();
  }

  /** The absolute URL of a target on this registry. */
  public String url(String target) {
    return scheme + "://" + authority() + target;
  }

  /**
   * The script for a method and a target, begun at the first call. A target with a query takes just
   * that; one without takes every query that has no script of its own.
   */
  public Script on(String method, String target) {
    synchronized (scripts) {
      return scripts.computeIfAbsent(method + " " + target, key -> new Script());
    }
  }

  /** Serves something more; the first service that knows a request answers it. */
  public ScriptedRegistry serve(Service service) {
    services.add(service);
    return this;
  }

  /** Serves an image, and the images in it, under a tag and under their digests. */
  public TestImage image(String repository, String tag, TestImage image) {
    content.add(repository, tag, image);
    return image;
  }

  /** Serves a small OCI image for linux/amd64. */
  public TestImage image(String repository, String tag) {
    return image(repository, tag, TestImage.oci("linux/amd64"));
  }

  /** Serves all images of an OCI image layout; see {@link OciLayout} for how they are named. */
  public ScriptedRegistry layout(Path layout) {
    OciLayout.read(layout).addTo(content);
    return this;
  }

  /** At most so many tags in one answer, whatever the client asks for; the rest by {@code Link}. */
  public ScriptedRegistry tagsPerPage(int limit) {
    content.tagsPerPage(limit);
    return this;
  }

  /** Lets in only this user. */
  public void requireBasic(String user, String password) {
    guard = new BasicGuard(user, password);
  }

  /** Lets in only those with a token of this service; the result says what scopes to demand. */
  public BearerGuard requireBearer(TokenService tokens) {
    BearerGuard bearer = new BearerGuard(tokens);
    guard = bearer;
    return bearer;
  }

  /** Closes all connections from the server's end, as an idle time-out does. */
  public void dropConnections() {
    connections.keySet().forEach(connection -> Loop.await(connection.close()));
  }

  /** Fails on unexpected requests, and on scripted replies that nobody asked for. */
  public void verify() {
    List<String> problems = new ArrayList<>(unexpected());
    synchronized (scripts) {
      scripts.forEach(
          (key, script) -> {
            if (script.left() > 0) {
              problems.add("never asked for: " + key + ", " + script.left() + " more");
            }
          });
    }
    if (!problems.isEmpty()) {
      throw new AssertionError(String.join("\n", problems));
    }
  }

  /** Stops the server; fails on unexpected requests. */
  @Override
  public void close() {
    journal.exchanges().forEach(Exchange::done);
    Loop.await(server.close());
    if (!unexpected().isEmpty()) {
      throw new AssertionError(String.join("\n", unexpected()));
    }
  }

  private void connected(HttpConnection connection) {
    connections.put(connection, journal.connected());
    connection.closeHandler(
        closed -> {
          connections.remove(connection);
          journal.disconnected();
        });
  }

  private void received(HttpServerRequest request) {
    request
        .body()
        .onSuccess(
            body -> {
              RecordedRequest recorded = record(request, body);
              Exchange exchange = journal.begin(recorded);
              new ReplyWriter(Loop.VERTX, request, exchange).write(decide(recorded));
            });
  }

  private RecordedRequest record(HttpServerRequest request, Buffer body) {
    Map<String, List<String>> headers = new LinkedHashMap<>();
    request
        .headers()
        .forEach((name, value) -> headers.computeIfAbsent(name, n -> new ArrayList<>()).add(value));
    var authority = request.authority();
    return new RecordedRequest(
        request.method().name(),
        request.uri(),
        request.version() == HttpVersion.HTTP_2 ? "HTTP/2" : "HTTP/1.1",
        authority == null ? null : authority.toString(),
        headers,
        body.toString(),
        connections.getOrDefault(request.connection(), 0),
        request.remoteAddress().port());
  }

  private Reply decide(RecordedRequest request) {
    try {
      Service guard = this.guard;
      Reply reply =
          guard != null && request.path().startsWith("/v2/") ? guard.answer(request) : null;
      if (reply == null) {
        reply = scripted(request);
      }
      for (int i = 0; reply == null && i < services.size(); i++) {
        reply = services.get(i).answer(request);
      }
      if (reply != null) {
        return reply;
      }
      journal.unexpected("unexpected request: " + request);
    } catch (RuntimeException | AssertionError e) {
      journal.unexpected(request + ": " + e);
    }
    return Reply.error(500, "UNKNOWN", "nothing is scripted for this request");
  }

  private @Nullable Reply scripted(RecordedRequest request) {
    Script script;
    synchronized (scripts) {
      script = scripts.get(request.toString());
      if (script == null) {
        script = scripts.get(request.method() + " " + request.path());
      }
    }
    if (script == null) {
      return null;
    }
    Reply reply = script.next(request);
    if (reply == null) {
      // Falling through to an image of the same name would hide one request too many.
      throw new AssertionError("the script has ended");
    }
    return reply;
  }
}
