package io.imagepeek.testing;

import java.util.Map;

/**
 * An error in the registry's own form (OCI distribution, "Error Codes").
 *
 * @param detail a JSON value; {@code null} as text for none
 */
record RegistryError(String code, String message, String detail) {

  static RegistryError of(String code, String message) {
    return new RegistryError(code, message, "null");
  }

  static RegistryError manifestUnknown(String reference) {
    return new RegistryError(
        "MANIFEST_UNKNOWN", "manifest unknown", "{\"Tag\":" + quoted(reference) + "}");
  }

  static RegistryError nameUnknown(String repository) {
    return new RegistryError(
        "NAME_UNKNOWN",
        "repository name not known to registry",
        "{\"name\":" + quoted(repository) + "}");
  }

  static RegistryError blobUnknown(String digest) {
    return new RegistryError(
        "BLOB_UNKNOWN", "blob unknown to registry", "{\"digest\":" + quoted(digest) + "}");
  }

  Reply.Answer reply(int status) {
    String body =
        "{\"errors\":[{\"code\":%s,\"message\":%s,\"detail\":%s}]}\n"
            .formatted(quoted(code), quoted(message), detail);
    return Reply.of(
        status,
        Map.of(
            "Content-Type", "application/json; charset=utf-8",
            "Docker-Distribution-Api-Version", "registry/2.0"),
        body);
  }

  static String quoted(String text) {
    StringBuilder json = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c < ' ') {
        json.append("\\u%04x".formatted((int) c));
      } else {
        json.append(c);
      }
    }
    return json.append('"').toString();
  }
}
