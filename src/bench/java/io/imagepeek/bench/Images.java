package io.imagepeek.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Pushes images of the usual size: six layers, a configuration of some KiB, and six platforms where
 * there are several. No two tags have a document in common that an inspection reads, so that
 * nothing remembered of one image helps with another.
 */
public final class Images {

  /** The repository that all of them are in. */
  public static final String REPOSITORY = "bench/app";

  private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
  private static final String INDEX = "application/vnd.oci.image.index.v1+json";
  private static final String CONFIG = "application/vnd.oci.image.config.v1+json";
  private static final String LAYER = "application/vnd.oci.image.layer.v1.tar+gzip";
  private static final int LAYERS = 6;
  private static final List<String> OTHER_PLATFORMS =
      List.of("arm64", "arm", "ppc64le", "s390x", "riscv64");

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI repository;
  private final List<Blob> layers = new ArrayList<>();
  private final List<Child> otherPlatforms = new ArrayList<>();

  private record Blob(String digest, int size) {

    private String descriptor(String mediaType) {
      return """
          {"mediaType": "%s", "digest": "%s", "size": %d}"""
          .formatted(mediaType, digest, size);
    }
  }

  private record Child(Blob manifest, String architecture) {

    private String descriptor() {
      String described = manifest.descriptor(MANIFEST);
      return described.substring(0, described.length() - 1)
          + """
          , "platform": {"architecture": "%s", "os": "linux"}}"""
              .formatted(architecture);
    }
  }

  private Images(String registry) {
    this.repository = URI.create("http://" + registry + "/v2/" + REPOSITORY + "/");
  }

  /** Makes ready to push to an open registry {@code host:port}. */
  public static Images of(String registry) throws IOException, InterruptedException {
    Images images = new Images(registry);
    for (int layer = 0; layer < LAYERS; layer++) {
      images.layers.add(images.pushBlob("layer " + layer));
    }
    for (String architecture : OTHER_PLATFORMS) {
      Blob manifest = images.pushImage("other", architecture);
      images.otherPlatforms.add(new Child(manifest, architecture));
    }
    return images;
  }

  /** Pushes an image for linux/amd64 alone. */
  public void pushSingle(String tag) throws IOException, InterruptedException {
    putManifest(tag, manifest(pushBlob(config(tag, "amd64"))), MANIFEST);
  }

  /** Pushes an image for linux/amd64 and other platforms. */
  void pushIndex(String tag) throws IOException, InterruptedException {
    Child first = new Child(pushImage(tag, "amd64"), "amd64");
    String children =
        Stream.concat(Stream.of(first), otherPlatforms.stream())
            .map(Child::descriptor)
            .collect(Collectors.joining(", "));
    String index =
        """
        {"schemaVersion": 2, "mediaType": "%s", "manifests": [%s]}"""
            .formatted(INDEX, children);
    putManifest(tag, index, INDEX);
  }

  private Blob pushImage(String name, String architecture)
      throws IOException, InterruptedException {
    String manifest = manifest(pushBlob(config(name, architecture)));
    putManifest(digest(manifest), manifest, MANIFEST);
    return new Blob(digest(manifest), manifest.length());
  }

  private String manifest(Blob config) {
    return """
        {"schemaVersion": 2, "mediaType": "%s", "config": %s, "layers": [%s]}"""
        .formatted(
            MANIFEST,
            config.descriptor(CONFIG),
            layers.stream()
                .map(layer -> layer.descriptor(LAYER))
                .collect(Collectors.joining(", ")));
  }

  private String config(String name, String architecture) {
    String labels =
        IntStream.range(0, 8)
            .mapToObj(
                "\"org.example.label.%1$d\": \"a label's value, the one numbered %1$d\""::formatted)
            .collect(Collectors.joining(", "));
    String diffIds =
        layers.stream().map(l -> '"' + l.digest() + '"').collect(Collectors.joining(", "));
    String history =
        IntStream.range(0, 12)
            .mapToObj(
                """
                {"created": "2026-01-01T00:00:00Z", "created_by": "RUN /bin/sh -c make step-%d \
                && rm -rf /var/lib/apt/lists/*", "empty_layer": true}"""
                    ::formatted)
            .collect(Collectors.joining(", "));
    return """
        {"created": "2026-01-01T00:00:00Z", "architecture": "%s", "os": "linux", \
        "config": {"Env": ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", \
        "NAME=%s"], "Cmd": ["/app"], "Labels": {%s}}, \
        "rootfs": {"type": "layers", "diff_ids": [%s]}, "history": [%s]}"""
        .formatted(architecture, name, labels, diffIds, history);
  }

  private Blob pushBlob(String content) throws IOException, InterruptedException {
    HttpResponse<String> opened =
        send("POST", repository.resolve("blobs/uploads/"), "", "application/octet-stream", 202);
    String location = opened.headers().firstValue("Location").orElseThrow();
    URI upload = URI.create(location + "&digest=" + digest(content));
    send("PUT", repository.resolve(upload), content, "application/octet-stream", 201);
    return new Blob(digest(content), content.length());
  }

  private void putManifest(String reference, String content, String mediaType)
      throws IOException, InterruptedException {
    send("PUT", repository.resolve("manifests/" + reference), content, mediaType, 201);
  }

  private HttpResponse<String> send(
      String method, URI uri, String content, String mediaType, int expected)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .header("Content-Type", mediaType)
            .method(method, BodyPublishers.ofString(content))
            .build();
    HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
    if (response.statusCode() != expected) {
      throw new IllegalStateException(
          "%s %s: %d %s".formatted(method, uri, response.statusCode(), response.body()));
    }
    return response;
  }

  private static String digest(String content) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(content.getBytes(UTF_8));
      return "sha256:" + HexFormat.of().formatHex(hash);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
