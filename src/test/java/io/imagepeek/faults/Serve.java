package io.imagepeek.faults;

import io.imagepeek.testing.Reply;
import io.imagepeek.testing.ScriptedRegistry;
import io.imagepeek.testing.TestImage;
import java.util.List;
import java.util.Map;

/** The replies of a registry that is well. */
final class Serve {

  private Serve() {}

  /** An image's manifest. */
  static Reply.Answer manifest(TestImage image) {
    return Reply.of(200, Map.of("Content-Type", image.mediaType()), image.manifest());
  }

  /** Serves an image's configuration in a repository, whatever becomes of its manifest. */
  static void config(ScriptedRegistry registry, String repository, TestImage image) {
    registry
        .on("GET", "/v2/" + repository + "/blobs/" + image.configDigest())
        .always(config(image));
  }

  /** An image's configuration. */
  static Reply.Answer config(TestImage image) {
    return Reply.of(200, Map.of("Content-Type", "application/octet-stream"), image.config());
  }

  /** The requests about one repository, in their order. */
  static List<String> requests(ScriptedRegistry registry, String repository) {
    return registry.requests().stream()
        .filter(request -> request.contains("/v2/" + repository + "/"))
        .toList();
  }
}
