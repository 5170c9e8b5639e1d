package io.imagepeek.source.layout;

import io.imagepeek.image.Digest;
import io.imagepeek.image.DigestAlgorithm;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/** Pieces of a {@code docker save} archive. */
final class SavedArchive {

  static final String DIFF_ID = "sha256:" + "1".repeat(64);
  static final String OTHER_DIFF_ID = "sha256:" + "2".repeat(64);

  private SavedArchive() {}

  /** A configuration with these layers. */
  static String config(String... diffIds) {
    return """
        {"architecture":"amd64","os":"linux","created":"2024-01-02T03:04:05Z","rootfs":\
        {"type":"layers","diff_ids":[%s]}}"""
        .formatted(quoted(List.of(diffIds)));
  }

  /** The name that {@code docker save} gives to a configuration. */
  static String configName(String config) {
    return Digest.of(DigestAlgorithm.SHA256, config.getBytes(StandardCharsets.UTF_8)).hex()
        + ".json";
  }

  /** An item of {@code manifest.json}. */
  static String item(String configName, List<String> repoTags, String... layers) {
    return "{\"Config\":\"%s\",\"RepoTags\":[%s],\"Layers\":[%s]}"
        .formatted(configName, quoted(repoTags), quoted(List.of(layers)));
  }

  /** An archive of one image of one layer of 5 bytes; more may be added, and its end. */
  static TarBytes oneImage(String layerName) {
    String config = config(DIFF_ID);
    return new TarBytes()
        .file("manifest.json", "[" + item(configName(config), List.of("a:1"), layerName) + "]")
        .file(configName(config), config);
  }

  private static String quoted(List<String> texts) {
    return texts.stream().map(text -> '"' + text + '"').collect(Collectors.joining(","));
  }
}
