package io.imagepeek.soak.wire;

import java.util.Locale;

/**
 * What a registry was asked.
 *
 * @param host the one that was asked, {@code address:port}
 * @param path with its query
 * @param head the whole of the request's head
 */
public record Request(String host, String method, String path, String head) {

  static Request parse(String host, String head) {
    String[] words = head.split("[ \r]", 3);
    return new Request(host, words[0], words.length > 1 ? words[1] : "", head);
  }

  /** Whether it asks for manifests ({@code manifests}), blobs or tags. */
  public boolean about(String kind) {
    return path.contains("/" + kind + "/");
  }

  /** The repository's name. */
  public String repository() {
    return path.replaceFirst("^/v2/", "").replaceFirst("/(manifests|blobs|tags)/.*", "");
  }

  /** The last segment of the path, without the query: a tag, a digest, {@code list}. */
  public String reference() {
    String plain = path.replaceFirst("\\?.*", "");
    return plain.substring(plain.lastIndexOf('/') + 1);
  }

  /** Whether the answer has no body. */
  public boolean bodiless() {
    return method.toUpperCase(Locale.ROOT).equals("HEAD");
  }
}
