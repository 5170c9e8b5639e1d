package io.imagepeek.image;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The kinds of documents. Each has a list of the distinguishing fields that it may have. */
@SuppressWarnings("ImmutableEnumChecker") // both lists are immutable
enum DocumentKind {
  OCI_MANIFEST(List.of(MediaTypes.OCI_MANIFEST), List.of("config", "layers")),
  OCI_INDEX(List.of(MediaTypes.OCI_INDEX), List.of("manifests")),
  DOCKER_MANIFEST(List.of(MediaTypes.DOCKER_MANIFEST), List.of("config", "layers")),
  DOCKER_LIST(List.of(MediaTypes.DOCKER_LIST), List.of("manifests")),
  SCHEMA1(List.of(MediaTypes.SCHEMA1_SIGNED, MediaTypes.SCHEMA1), List.of("fsLayers", "history"));

  /**
   * The fields that distinguish the kinds. A document with fields of two kinds is ambiguous
   * (CVE-2021-41190).
   */
  static final List<String> TELLING_FIELDS =
      List.of("config", "layers", "manifests", "fsLayers", "history");

  private final List<String> mediaTypes;
  private final List<String> allowed;

  DocumentKind(List<String> mediaTypes, List<String> allowed) {
    this.mediaTypes = mediaTypes;
    this.allowed = allowed;
  }

  /** The kind of a media type, with or without parameters; null for any other type. */
  static @Nullable DocumentKind of(@Nullable String mediaType) {
    if (mediaType == null) {
      return null;
    }
    int end = mediaType.indexOf(';');
    String bare = (end < 0 ? mediaType : mediaType.substring(0, end)).strip();
    String type = bare.toLowerCase(Locale.ROOT);
    for (DocumentKind kind : values()) {
      if (kind.mediaTypes.contains(type)) {
        return kind;
      }
    }
    return null;
  }

  /** Whether both kinds have the same fields, so that a wrong media type does not matter. */
  boolean looksLike(DocumentKind other) {
    return allowed.equals(other.allowed);
  }

  boolean allows(String field) {
    return allowed.contains(field);
  }

  String mediaType() {
    return mediaTypes.get(0);
  }
}
