package io.imagepeek.soak.attack;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.imagepeek.soak.wire.Answering;
import io.imagepeek.soak.wire.Reply;
import io.imagepeek.soak.wire.Request;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What an image is made of, and an honest registry that has it under every name and tag. */
final class Documents implements Answering {

  private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
  private static final String INDEX = "application/vnd.oci.image.index.v1+json";
  private static final String CONFIG = "application/vnd.oci.image.config.v1+json";
  private static final String LAYER = "application/vnd.oci.image.layer.v1.tar+gzip";

  private final Document top;
  private final Map<String, Document> byDigest;

  /** One document as it is served. */
  record Document(String mediaType, String digest, ByteBuffer bytes) {

    static Document of(String mediaType, String text) {
      byte[] bytes = text.getBytes(UTF_8);
      return new Document(mediaType, Documents.digest(bytes), ByteBuffer.wrap(bytes));
    }

    String descriptor(String more) {
      return "{\"mediaType\": \"%s\", \"digest\": \"%s\", \"size\": %d%s}"
          .formatted(mediaType, digest, bytes.remaining(), more);
    }
  }

  private Documents(List<Document> documents) {
    top = documents.get(0);
    byDigest =
        documents.stream()
            .collect(Collectors.toMap(Document::digest, d -> d, (a, b) -> a, LinkedHashMap::new));
  }

  /** An image of some hundred bytes; the requests for it are two. */
  static Documents small() {
    Document config = config("");
    return new Documents(List.of(manifest(config, 3, 0), config));
  }

  /** An image behind an index of two platforms; the requests for it are three. */
  static Documents index() {
    Document config = config("");
    Document manifest = manifest(config, 3, 0);
    Document index =
        Document.of(
            INDEX,
            "{\"schemaVersion\": 2, \"mediaType\": \"%s\", \"manifests\": [%s, %s]}"
                .formatted(
                    INDEX,
                    manifest.descriptor(platform("amd64")),
                    manifest.descriptor(platform("arm64"))));
    return new Documents(List.of(index, manifest, config));
  }

  /** An index of so many entries, each of a manifest of its own. */
  static Documents wide(int entries) {
    Document config = config("");
    List<Document> manifests =
        IntStream.range(0, entries).mapToObj(i -> manifest(config, 1, i)).toList();
    String described =
        IntStream.range(0, entries)
            .mapToObj(i -> manifests.get(i).descriptor(platform("arch" + i)))
            .collect(Collectors.joining(", "));
    Document index =
        Document.of(
            INDEX,
            "{\"schemaVersion\": 2, \"mediaType\": \"%s\", \"manifests\": [%s]}"
                .formatted(INDEX, described));
    List<Document> all = new ArrayList<>(List.of(index, config));
    all.addAll(manifests);
    return new Documents(all);
  }

  /** An image whose manifest has nearly the 4 MiB that it may have. */
  static Documents largeManifest() {
    Document config = config("");
    // Some 190 bytes each
    return new Documents(List.of(manifest(config, 22_000, 0), config));
  }

  /** An image whose configuration has nearly the 4 MiB that it may have. */
  static Documents largeConfig() {
    Document config = config("x".repeat(4_190_000));
    return new Documents(List.of(manifest(config, 1, 0), config));
  }

  private static String platform(String architecture) {
    return ", \"platform\": {\"architecture\": \"%s\", \"os\": \"linux\"}".formatted(architecture);
  }

  private static Document config(String label) {
    return Document.of(
        CONFIG,
        """
        {"created": "2026-01-01T00:00:00Z", "architecture": "amd64", "os": "linux", "config": {"Labels": {"a": "%s"}}}"""
            .formatted(label));
  }

  private static Document manifest(Document config, int layers, int seed) {
    String described =
        IntStream.range(0, layers)
            .mapToObj(
                i ->
                    "{\"mediaType\": \"%s\", \"digest\": \"sha256:%064x\", \"size\": %d}"
                        .formatted(LAYER, i + 100_000 * seed, i + 1))
            .collect(Collectors.joining(", "));
    return Document.of(
        MANIFEST,
        "{\"schemaVersion\": 2, \"mediaType\": \"%s\", \"config\": %s, \"layers\": [%s]}"
            .formatted(MANIFEST, config.descriptor(""), described));
  }

  /** The digest of what comes last of all that is asked for. */
  String configDigest() {
    return byDigest.values().stream()
        .filter(document -> document.mediaType().equals(CONFIG))
        .findFirst()
        .orElseThrow()
        .digest();
  }

  @Override
  public Reply answer(Request request) {
    if (request.about("manifests") || request.about("blobs")) {
      String reference = request.reference();
      Document document = reference.startsWith("sha256:") ? byDigest.get(reference) : top;
      return document == null
          ? Reply.of(request, 404, "", "{}")
          : serve(request, document, document.digest());
    }
    if (request.about("tags")) {
      return Reply.of(
          request,
          200,
          "Content-Type: application/json\r\n",
          "{\"name\": \"" + request.repository() + "\", \"tags\": [\"latest\"]}");
    }
    return Reply.of(request, 200, "Content-Type: application/json\r\n", "{}");
  }

  /** The top document, claimed to have another digest. */
  Reply claiming(Request request, String digest) {
    return serve(request, top, digest);
  }

  private static Reply serve(Request request, Document document, String digest) {
    return Reply.of(
        request,
        200,
        "Content-Type: " + document.mediaType() + "\r\nDocker-Content-Digest: " + digest + "\r\n",
        document.bytes());
  }

  private static String digest(byte[] content) {
    try {
      return "sha256:"
          + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
