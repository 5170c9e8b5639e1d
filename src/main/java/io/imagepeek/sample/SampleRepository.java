package io.imagepeek.sample;

import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The documents and tags of one repository; filled once, then only read. */
final class SampleRepository {

  private final Map<String, SampleDocument> manifests = new HashMap<>();
  private final Map<String, SampleDocument> blobs = new HashMap<>();
  private final TreeMap<String, String> digestByTag = new TreeMap<>();

  /** Stores a manifest or an index and returns its descriptor (OCI image spec, descriptor). */
  JsonObject addManifest(String mediaType, JsonObject manifest) {
    return add(manifests, mediaType, manifest);
  }

  /** Stores a configuration or another small JSON blob and returns its descriptor. */
  JsonObject addBlob(String mediaType, JsonObject blob) {
    return add(blobs, mediaType, blob);
  }

  /** Makes the tags point to the manifest or index of the descriptor. */
  void tag(JsonObject descriptor, String... tags) {
    for (String tag : tags) {
      digestByTag.put(tag, descriptor.getString("digest"));
    }
  }

  /** The manifest or index of a tag or of a digest, empty where there is none. */
  Optional<SampleDocument> manifest(String reference) {
    String digest = digestByTag.getOrDefault(reference, reference);
    return Optional.ofNullable(manifests.get(digest));
  }

  /** The blob of a digest, empty where the repository does not store it, as with every layer. */
  Optional<SampleDocument> blob(String digest) {
    return Optional.ofNullable(blobs.get(digest));
  }

  /** All tags in lexical order, as OCI distribution requires. */
  List<String> tags() {
    return List.copyOf(digestByTag.keySet());
  }

  private static JsonObject add(
      Map<String, SampleDocument> documents, String mediaType, JsonObject content) {
    SampleDocument document = new SampleDocument(mediaType, content.encode());
    documents.put(document.digest(), document);
    return new JsonObject()
        .put("mediaType", mediaType)
        .put("digest", document.digest())
        .put("size", document.size());
  }
}
