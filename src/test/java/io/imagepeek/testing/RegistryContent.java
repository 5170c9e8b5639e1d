package io.imagepeek.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Repositories to be read: manifests by tag and digest, blobs, and the list of tags (OCI
 * distribution, "Pull" and "Listing Tags"). A repository that is not here is not its business as
 * long as it holds none at all; afterwards it answers 404.
 */
final class RegistryContent implements Service {

  private static final Pattern TARGET =
      Pattern.compile("/v2/(.+)/(?:(manifests|blobs)/([^/]+)|tags/list)");

  /** Bytes that are read when they are asked for. */
  interface Bytes {
    byte[] read();
  }

  /**
   * @param digest what {@code Docker-Content-Digest} says of it
   */
  record Manifest(String mediaType, String digest, Bytes bytes) {}

  private static final class Repository {
    final TreeMap<String, Manifest> tags = new TreeMap<>();
    final Map<String, Manifest> manifests = new HashMap<>();
    final Map<String, Bytes> blobs = new HashMap<>();
  }

  private final Map<String, Repository> repositories = new HashMap<>();
  private int tagsPerPage = Integer.MAX_VALUE;

  synchronized void tagsPerPage(int limit) {
    tagsPerPage = limit;
  }

  synchronized void addManifest(String repository, Manifest manifest) {
    repository(repository).manifests.put(manifest.digest(), manifest);
  }

  synchronized void addTag(String repository, String tag, Manifest manifest) {
    addManifest(repository, manifest);
    repository(repository).tags.put(tag, manifest);
  }

  synchronized void addBlob(String repository, String digest, Bytes bytes) {
    repository(repository).blobs.put(digest, bytes);
  }

  void add(String repository, String tag, TestImage image) {
    addTag(repository, tag, manifest(image));
    addParts(repository, image);
  }

  private void addParts(String repository, TestImage image) {
    addManifest(repository, manifest(image));
    for (String blob : image.blobs()) {
      addBlob(repository, TestImage.digest(blob), () -> blob.getBytes(UTF_8));
    }
    image.children().forEach(child -> addParts(repository, child));
  }

  private static Manifest manifest(TestImage image) {
    return new Manifest(image.mediaType(), image.digest(), () -> image.manifest().getBytes(UTF_8));
  }

  private Repository repository(String name) {
    return repositories.computeIfAbsent(name, n -> new Repository());
  }

  @Override
  public synchronized @Nullable Reply answer(RecordedRequest request) {
    if (repositories.isEmpty() || !List.of("GET", "HEAD").contains(request.method())) {
      return null;
    }
    if (request.path().equals("/v2/")) {
      return Reply.json(200, "{}");
    }
    Matcher target = TARGET.matcher(request.path());
    if (!target.matches()) {
      return null;
    }
    String name = target.group(1);
    Repository repository = repositories.get(name);
    String kind = target.group(2);
    String reference = target.group(3);
    if (kind == null || reference == null) {
      return repository == null
          ? RegistryError.nameUnknown(name).reply(404)
          : tags(name, repository, request);
    }
    return kind.equals("manifests") ? manifest(repository, reference) : blob(repository, reference);
  }

  private static Reply manifest(@Nullable Repository repository, String reference) {
    Manifest manifest = null;
    if (repository != null) {
      manifest =
          reference.contains(":")
              ? repository.manifests.get(reference)
              : repository.tags.get(reference);
    }
    return manifest == null
        ? RegistryError.manifestUnknown(reference).reply(404)
        : content(manifest.mediaType(), manifest.digest(), manifest.bytes());
  }

  private static Reply blob(@Nullable Repository repository, String digest) {
    Bytes bytes = repository == null ? null : repository.blobs.get(digest);
    return bytes == null
        ? RegistryError.blobUnknown(digest).reply(404)
        : content("application/octet-stream", digest, bytes);
  }

  private static Reply content(String mediaType, String digest, Bytes bytes) {
    return Reply.of(200, Map.of("Content-Type", mediaType), bytes.read())
        .with("Docker-Content-Digest", digest)
        .with("Docker-Distribution-Api-Version", "registry/2.0");
  }

  private Reply tags(String name, Repository repository, RecordedRequest request) {
    int limit = tagsPerPage;
    List<String> n = request.query().get("n");
    if (n != null) {
      if (!n.get(0).matches("[0-9]{1,9}")) {
        return RegistryError.of("PAGINATION_NUMBER_INVALID", "invalid number of results requested")
            .reply(400);
      }
      limit = Math.min(limit, Integer.parseInt(n.get(0)));
    }
    List<String> last = request.query().get("last");
    List<String> rest =
        List.copyOf(
            last == null
                ? repository.tags.keySet()
                : repository.tags.tailMap(last.get(0), false).keySet());
    List<String> page = rest.subList(0, Math.min(limit, rest.size()));
    String tags = String.join(",", page.stream().map(RegistryError::quoted).toList());
    Reply.Answer answer =
        Reply.json(
            200, "{\"name\":%s,\"tags\":[%s]}\n".formatted(RegistryError.quoted(name), tags));
    if (page.isEmpty() || page.size() == rest.size()) {
      return answer;
    }
    String from = URLEncoder.encode(page.get(page.size() - 1), UTF_8);
    return answer.with(
        "Link", "</v2/%s/tags/list?last=%s&n=%d>; rel=\"next\"".formatted(name, from, limit));
  }
}
