package io.imagepeek.sample;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A read-only registry of {@link SampleImages} (the pull and tag listing parts of OCI distribution
 * 1.1), over plain HTTP, bound to 127.0.0.1 only.
 *
 * <p>Manifests, indexes and configurations are served by tag and digest. Layers are not stored; a
 * request for one gets {@code BLOB_UNKNOWN}. {@code Accept} is ignored: each document has one form.
 */
public final class SampleRegistry {

  private static final String LOOPBACK = "127.0.0.1";
  private static final String JSON = "application/json";

  // Names may contain slashes, even a component "manifests", so the group for the name is greedy.
  private static final Pattern RESOURCE =
      Pattern.compile("/v2/(?<name>.+)/(?<kind>manifests|blobs|tags)/(?<reference>[^/]+)");

  private final SampleImages images = new SampleImages();
  private final HttpServer server;
  private final int port;

  /**
   * Creates a registry, which listens after {@link #start()}.
   *
   * @param port the TCP port to listen on, 0 for any free one
   * @throws IllegalArgumentException if the port is not within 0 and 65535
   */
  public SampleRegistry(Vertx vertx, int port) {
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException(port + " is no TCP port");
    }
    this.port = port;
    this.server = vertx.createHttpServer().requestHandler(this::answer);
  }

  /**
   * Starts listening. Call it once.
   *
   * @return the actual port; fails with a {@link java.net.BindException} if it is in use
   */
  public Future<Integer> start() {
    return server.listen(port, LOOPBACK).map(HttpServer::actualPort);
  }

  /** Stops listening and closes all connections; the port is free once the future is complete. */
  public Future<Void> stop() {
    return server.close();
  }

  /** The images served, as {@code repository:tag}. */
  public List<String> names() {
    return images.repositories().stream()
        .flatMap(name -> images.tags(name).stream().flatMap(List::stream).map(t -> name + ":" + t))
        .toList();
  }

  private void answer(HttpServerRequest request) {
    request.response().putHeader("Docker-Distribution-Api-Version", "registry/2.0");
    HttpMethod method = request.method();
    if (!method.equals(HttpMethod.GET) && !method.equals(HttpMethod.HEAD)) {
      request.response().putHeader(HttpHeaders.ALLOW, "GET, HEAD");
      fail(request, RegistryError.READ_ONLY, new JsonObject().put("method", method.name()));
      return;
    }
    String path = decodedPath(request);
    if (path.equals("/v2/") || path.equals("/v2")) {
      send(request, JSON, Buffer.buffer("{}"));
      return;
    }
    Matcher resource = RESOURCE.matcher(path);
    if (!resource.matches()) {
      fail(request, RegistryError.NOT_SERVED, new JsonObject().put("path", path));
      return;
    }
    String name = resource.group("name");
    String reference = resource.group("reference");
    Optional<List<String>> tags = images.tags(name);
    if (tags.isEmpty()) {
      fail(request, RegistryError.NAME_UNKNOWN, new JsonObject().put("name", name));
      return;
    }
    switch (resource.group("kind")) {
      case "manifests" ->
          sendDocument(request, images.manifest(name, reference), RegistryError.MANIFEST_UNKNOWN);
      case "blobs" ->
          sendDocument(request, images.blob(name, reference), RegistryError.BLOB_UNKNOWN);
      default -> {
        if (reference.equals("list")) {
          sendTags(request, name, tags.get());
        } else {
          fail(request, RegistryError.NOT_SERVED, new JsonObject().put("path", path));
        }
      }
    }
  }

  private static void sendDocument(
      HttpServerRequest request, Optional<SampleDocument> found, RegistryError otherwise) {
    if (found.isEmpty()) {
      JsonObject detail = new JsonObject().put("path", request.path());
      if (otherwise == RegistryError.BLOB_UNKNOWN) {
        detail.put("note", "the sample images describe their layers without storing them");
      }
      fail(request, otherwise, detail);
      return;
    }
    SampleDocument document = found.get();
    request.response().putHeader("Docker-Content-Digest", document.digest());
    boolean blob = otherwise == RegistryError.BLOB_UNKNOWN;
    // A registry does not know the type of a blob; only manifests have their media type.
    String contentType = blob ? "application/octet-stream" : document.mediaType();
    send(request, contentType, Buffer.buffer(document.bytes()));
  }

  /** One page of tags: {@code n} of them after {@code last}, and a {@code Link} to the next. */
  private static void sendTags(HttpServerRequest request, String name, List<String> all) {
    String last = request.getParam("last", "");
    int wanted = all.size();
    String n = request.getParam("n");
    if (n != null) {
      wanted = pageSize(n);
      if (wanted < 0) {
        JsonObject detail = new JsonObject().put("n", n);
        fail(request, RegistryError.PAGINATION_NUMBER_INVALID, detail);
        return;
      }
    }
    List<String> rest = all.stream().filter(tag -> tag.compareTo(last) > 0).toList();
    List<String> page = rest.subList(0, Math.min(wanted, rest.size()));
    if (!page.isEmpty() && page.size() < rest.size()) {
      String next = "/v2/%s/tags/list?n=%d&last=%s".formatted(name, wanted, page.get(wanted - 1));
      request.response().putHeader("Link", "<" + next + ">; rel=\"next\"");
    }
    JsonObject body = new JsonObject().put("name", name).put("tags", new JsonArray(page));
    send(request, JSON, body.toBuffer());
  }

  /** The requested number of tags; -1 if it is invalid. */
  private static int pageSize(String n) {
    try {
      return Math.max(-1, Integer.parseInt(n));
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  private static void fail(HttpServerRequest request, RegistryError error, JsonObject detail) {
    request.response().setStatusCode(error.status());
    send(request, JSON, error.toJson(detail).toBuffer());
  }

  private static void send(HttpServerRequest request, String contentType, Buffer body) {
    HttpServerResponse response = request.response();
    response.putHeader(HttpHeaders.CONTENT_TYPE, contentType);
    // A HEAD response has the headers of the GET response, including the length, and no body.
    response.putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length()));
    if (request.method().equals(HttpMethod.HEAD)) {
      response.end();
    } else {
      response.end(body);
    }
  }

  /** The decoded path: some clients write the colon of a digest as %3A. */
  private static String decodedPath(HttpServerRequest request) {
    @Nullable String path;
    try {
      path = new URI(request.uri()).getPath();
    } catch (URISyntaxException e) {
      path = request.path();
    }
    return path == null ? "" : path;
  }
}
