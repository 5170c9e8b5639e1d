package io.imagepeek.realregistry;

import com.fasterxml.jackson.databind.JsonNode;
import io.imagepeek.golden.TestLayout;
import io.imagepeek.golden.TestLayout.Entry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/**
 * Pushes a {@link TestLayout} into a registry over the distribution API, the repositories side by
 * side. Within a repository content goes before what refers to it.
 */
final class LayoutPusher {

  private static final int CONCURRENCY = 8;

  private final TestLayout layout;
  private final RealRegistry registry;
  private final HttpClient client;

  LayoutPusher(TestLayout layout, RealRegistry registry) {
    this.layout = layout;
    this.registry = registry;
    this.client = registry.client();
  }

  /**
   * Pushes everything.
   *
   * @return the entries that the registry refused as invalid manifests
   */
  List<Entry> push() {
    Map<String, List<Entry>> repositories = new LinkedHashMap<>();
    for (Entry entry : layout.entries()) {
      repositories.computeIfAbsent(entry.repository(), name -> new ArrayList<>()).add(entry);
    }
    ExecutorService threads = Executors.newFixedThreadPool(CONCURRENCY);
    try {
      List<Future<List<Entry>>> pushes = new ArrayList<>();
      for (Map.Entry<String, List<Entry>> each : repositories.entrySet()) {
        pushes.add(threads.submit(() -> pushRepository(each.getKey(), each.getValue())));
      }
      List<Entry> refused = new ArrayList<>();
      for (Future<List<Entry>> push : pushes) {
        refused.addAll(push.get());
      }
      return refused;
    } catch (ExecutionException e) {
      throw new IllegalStateException("push failed", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("push interrupted", e);
    } finally {
      threads.shutdownNow();
    }
  }

  private List<Entry> pushRepository(String repository, List<Entry> entries) {
    Set<String> blobs = new LinkedHashSet<>();
    entries.forEach(entry -> collectBlobs(entry.digest(), blobs));
    blobs.stream().filter(layout::holds).forEach(digest -> pushBlob(repository, digest));
    List<Entry> refused = new ArrayList<>();
    Set<String> pushed = new HashSet<>();
    for (Entry entry : entries) {
      pushChildren(repository, entry.digest(), pushed);
      int status = pushManifest(entry);
      if (status == 400) {
        refused.add(entry);
      } else {
        pushed.add(entry.digest());
      }
    }
    return refused;
  }

  /** The content that a manifest refers to, also through the manifests of an index. */
  private void collectBlobs(String manifestDigest, Set<String> blobs) {
    JsonNode manifest = layout.readJson(manifestDigest);
    manifest.path("manifests").forEach(child -> collectBlobs(digest(child), blobs));
    Stream.of("layers", "blobs")
        .forEach(list -> manifest.path(list).forEach(blob -> blobs.add(digest(blob))));
    manifest.path("fsLayers").forEach(layer -> blobs.add(layer.path("blobSum").textValue()));
    if (manifest.path("config").has("digest")) {
      blobs.add(digest(manifest.path("config")));
    }
  }

  private void pushChildren(String repository, String indexDigest, Set<String> pushed) {
    for (JsonNode child : layout.readJson(indexDigest).path("manifests")) {
      String digest = digest(child);
      if (pushed.add(digest)) {
        pushChildren(repository, digest, pushed);
        pushManifest(new Entry(repository, null, digest, child.path("mediaType").textValue()));
      }
    }
  }

  private static String digest(JsonNode descriptor) {
    return descriptor.path("digest").textValue();
  }

  private void pushBlob(String repository, String digest) {
    HttpResponse<String> opened =
        send(request(repository, "blobs/uploads/").POST(BodyPublishers.noBody()));
    expect(opened, 202);
    URI upload = URI.create(opened.headers().firstValue("Location").orElseThrow());
    String separator = upload.getRawQuery() == null ? "?" : "&";
    String parameter = "digest=" + URLEncoder.encode(digest, StandardCharsets.UTF_8);
    HttpRequest.Builder put =
        HttpRequest.newBuilder(registry.uri().resolve(upload + separator + parameter))
            .header("Content-Type", "application/octet-stream")
            .PUT(BodyPublishers.ofByteArray(layout.read(digest)));
    registry.authorization(repository).ifPresent(value -> put.header("Authorization", value));
    expect(send(put), 201);
  }

  private int pushManifest(Entry entry) {
    HttpResponse<String> response =
        send(
            request(entry.repository(), "manifests/" + entry.reference())
                .header("Content-Type", entry.mediaType())
                .PUT(BodyPublishers.ofByteArray(layout.read(entry.digest()))));
    return expect(response, 201, 400);
  }

  private HttpRequest.Builder request(String repository, String path) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(registry.uri().resolve(repository + "/" + path));
    registry.authorization(repository).ifPresent(value -> request.header("Authorization", value));
    return request;
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return client.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("push interrupted", e);
    }
  }

  private static int expect(HttpResponse<String> response, Integer... statuses) {
    if (!List.of(statuses).contains(response.statusCode())) {
      throw new IllegalStateException(
          "%s answered %d: %s".formatted(response.uri(), response.statusCode(), response.body()));
    }
    return response.statusCode();
  }
}
