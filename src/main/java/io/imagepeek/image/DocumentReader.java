package io.imagepeek.image;

import static io.imagepeek.image.Schema.STRINGS;
import static io.imagepeek.image.Schema.STRING_MAP;
import static io.imagepeek.image.Schema.Scalar.INTEGER;
import static io.imagepeek.image.Schema.Scalar.PRESENCE;
import static io.imagepeek.image.Schema.Scalar.STRING;

import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import io.imagepeek.image.Schema.ListOf;
import io.imagepeek.image.Schema.Pointer;
import io.imagepeek.image.Schema.Struct;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds out a document's kind, refuses ambiguous ones, and reads all kinds but schema 1. */
final class DocumentReader {

  private static final String WHAT = "manifest";

  private static final Struct PROBE =
      new Struct()
          .with("schemaVersion", INTEGER)
          .with("mediaType", STRING)
          .with("config", PRESENCE)
          .with("layers", PRESENCE)
          .with("manifests", PRESENCE)
          .with("fsLayers", PRESENCE)
          .with("history", PRESENCE)
          .with("signatures", PRESENCE);

  private static final Struct PLATFORM =
      new Struct()
          .with("architecture", STRING)
          .with("os", STRING)
          .with("os.version", STRING)
          .with("os.features", STRINGS)
          .with("variant", STRING);

  private static final Struct OCI_DESCRIPTOR =
      new Struct()
          .with("mediaType", STRING)
          .with("digest", STRING)
          .with("size", INTEGER)
          .with("urls", STRINGS)
          .with("annotations", STRING_MAP)
          .with("data", STRING)
          .with("platform", new Pointer(PLATFORM))
          .with("artifactType", STRING);

  private static final Struct OCI_HEAD =
      new Struct()
          .with("schemaVersion", INTEGER)
          .with("mediaType", STRING)
          .with("artifactType", STRING)
          .with("subject", new Pointer(OCI_DESCRIPTOR))
          .with("annotations", STRING_MAP);

  private static final Struct OCI_MANIFEST =
      OCI_HEAD.with("config", OCI_DESCRIPTOR).with("layers", new ListOf(OCI_DESCRIPTOR));

  private static final Struct OCI_INDEX = OCI_HEAD.with("manifests", new ListOf(OCI_DESCRIPTOR));

  private static final Struct DOCKER_DESCRIPTOR =
      new Struct()
          .with("mediaType", STRING)
          .with("size", INTEGER)
          .with("digest", STRING)
          .with("urls", STRINGS);

  private static final Struct DOCKER_MANIFEST =
      new Struct().with("config", DOCKER_DESCRIPTOR).with("layers", new ListOf(DOCKER_DESCRIPTOR));

  private static final Struct DOCKER_LIST =
      new Struct()
          .with(
              "manifests",
              new ListOf(DOCKER_DESCRIPTOR.with("platform", PLATFORM.with("features", STRINGS))));

  /** Whatever it is, as long as it is an object. */
  private static final Struct ANYTHING = new Struct();

  private static final Struct SAID =
      new Struct()
          .with("mediaType", STRING)
          .with("config", OCI_DESCRIPTOR)
          .with("manifests", PRESENCE)
          .with("fsLayers", PRESENCE)
          .with("history", PRESENCE);

  private final int maxDepth;

  DocumentReader(int maxDepth) {
    this.maxDepth = maxDepth;
  }

  Document read(byte[] body, @Nullable String contentType) {
    try {
      return understood(body, contentType);
    } catch (InspectImageFailure why) {
      return unreadable(body, contentType == null ? "" : contentType, why.error());
    }
  }

  private Document understood(byte[] body, @Nullable String contentType) {
    GoJsonObject probe = GoJson.read(body, PROBE, WHAT, maxDepth);
    DocumentKind kind = kind(probe, DocumentKind.of(contentType), body);
    refuseAmbiguous(probe, kind);
    return switch (kind) {
      case OCI_INDEX -> index(ImageFormat.OCI, GoJson.read(body, OCI_INDEX, WHAT, maxDepth));
      case DOCKER_LIST -> index(ImageFormat.DOCKER, GoJson.read(body, DOCKER_LIST, WHAT, maxDepth));
      case OCI_MANIFEST -> ociManifest(GoJson.read(body, OCI_MANIFEST, WHAT, maxDepth));
      case DOCKER_MANIFEST -> dockerManifest(GoJson.read(body, DOCKER_MANIFEST, WHAT, maxDepth));
      case SCHEMA1 -> schema1(body, probe);
    };
  }

  /** What anything says of itself that is an object at all. */
  private UnreadableDocument unreadable(byte[] body, String served, String why) {
    GoJsonObject said;
    try {
      said = GoJson.read(body, SAID, WHAT, maxDepth);
    } catch (InspectImageFailure odd) {
      requireObject(body);
      return new UnreadableDocument(served, null, why);
    }
    String mediaType = said.text("mediaType");
    return new UnreadableDocument(
        mediaType.isEmpty() ? served : mediaType, saidConfig(said, served), why);
  }

  private void requireObject(byte[] body) {
    try {
      var unused = GoJson.read(body, ANYTHING, WHAT, maxDepth);
    } catch (InspectImageFailure none) {
      // Of an index, the other entries can still be had.
      throw InspectImageFailure.ofPart(none.error());
    }
  }

  /** Null for what may as well be an index: others would see another configuration. */
  private static @Nullable Descriptor saidConfig(GoJsonObject said, String served) {
    DocumentKind kind = DocumentKind.of(served);
    boolean ambiguous =
        (kind != null && !kind.allows("config"))
            || said.has("manifests")
            || said.has("fsLayers")
            || said.has("history");
    if (ambiguous) {
      return null;
    }
    try {
      return config(said);
    } catch (InspectImageFailure none) {
      return null;
    }
  }

  /**
   * A document's own word counts: what it was served as, or described as, is a label that others
   * put on it. Both must agree on whether it is an index, or clients would see different images.
   */
  private DocumentKind kind(GoJsonObject probe, @Nullable DocumentKind served, byte[] body) {
    String mediaType = probe.text("mediaType");
    DocumentKind said = DocumentKind.of(mediaType);
    if (served != null && !mediaType.isEmpty() && (said == null || !said.looksLike(served))) {
      throw new InspectImageFailure(
          "ambiguous manifest: served as %s, but calls itself %s"
              .formatted(served.mediaType(), Quoted.text(mediaType)));
    }
    if (said != null) {
      return said;
    }
    if (served != null) {
      return served;
    }
    if (!mediaType.isEmpty()) {
      throw new InspectImageFailure(
          "unsupported manifest type \"%s\"".formatted(Quoted.text(mediaType)));
    }
    return kindByShape(probe, body);
  }

  private DocumentKind kindByShape(GoJsonObject probe, byte[] body) {
    if (probe.number("schemaVersion") == 1) {
      return DocumentKind.SCHEMA1;
    }
    if (probe.has("manifests")) {
      return DocumentKind.OCI_INDEX;
    }
    if (probe.has("config")) {
      GoJsonObject manifest = GoJson.read(body, OCI_MANIFEST, WHAT, maxDepth);
      boolean docker = manifest.struct("config").text("mediaType").equals(MediaTypes.DOCKER_CONFIG);
      return docker ? DocumentKind.DOCKER_MANIFEST : DocumentKind.OCI_MANIFEST;
    }
    throw new InspectImageFailure("the document is neither an image manifest nor an index");
  }

  private static void refuseAmbiguous(GoJsonObject probe, DocumentKind kind) {
    List<String> strange = new ArrayList<>();
    for (String field : DocumentKind.TELLING_FIELDS) {
      if (probe.has(field) && !kind.allows(field)) {
        strange.add(field);
      }
    }
    if (!strange.isEmpty()) {
      throw new InspectImageFailure(
          "ambiguous manifest: %s in what is taken for %s"
              .formatted(String.join(", ", strange), kind.mediaType()));
    }
  }

  private Schema1Manifest schema1(byte[] body, GoJsonObject probe) {
    if (!probe.has("signatures")) {
      return Schema1Reader.read(body, null, maxDepth);
    }
    // What the digest covers is read, and nothing that stands around it.
    Schema1Manifest.Signed signed = Schema1Reader.signed(body, maxDepth);
    byte[] payload = signed.payload(body);
    refuseAmbiguous(GoJson.read(payload, PROBE, WHAT, maxDepth), DocumentKind.SCHEMA1);
    return Schema1Reader.read(payload, signed, maxDepth);
  }

  private static Index index(ImageFormat format, GoJsonObject fields) {
    List<Index.Entry> entries = new ArrayList<>();
    for (GoJsonObject entry : fields.structs("manifests")) {
      boolean unstated = format == ImageFormat.OCI && !entry.has("platform");
      entries.add(
          new Index.Entry(
              entry.text("mediaType"),
              entry.text("digest"),
              entry.number("size"),
              entry.textMap("annotations"),
              unstated ? null : platform(entry.struct("platform")),
              entry.struct("platform").text("os.version"),
              entry.struct("platform").texts("os.features"),
              format == ImageFormat.OCI ? entry.text("artifactType") : ""));
    }
    return new Index(format, entries);
  }

  private static Platform platform(GoJsonObject fields) {
    return new Platform(fields.text("os"), fields.text("architecture"), fields.text("variant"));
  }

  private static ImageManifest ociManifest(GoJsonObject fields) {
    return new ImageManifest(
        ImageFormat.OCI, fields.text("artifactType"), config(fields), layers(fields));
  }

  private static ImageManifest dockerManifest(GoJsonObject fields) {
    return new ImageManifest(ImageFormat.DOCKER, "", config(fields), layers(fields));
  }

  private static Descriptor config(GoJsonObject manifest) {
    GoJsonObject config = manifest.struct("config");
    return descriptor(
        "config",
        config.text("mediaType"),
        config.text("digest"),
        config.number("size"),
        config.textMap("annotations"),
        null);
  }

  private static List<Layer> layers(GoJsonObject manifest) {
    List<Layer> layers = new ArrayList<>();
    for (GoJsonObject layer : manifest.structs("layers")) {
      layers.add(
          new Layer(
              layer.text("mediaType"),
              layerDigest(layer.text("digest")),
              layer.number("size"),
              layer.textMap("annotations")));
    }
    return layers;
  }

  /** The digest of a layer, which is shown as it stands but never unchecked. */
  static String layerDigest(String digest) {
    if (!Digest.isWellFormed(digest)) {
      throw new InspectImageFailure("manifest: a layer's digest is malformed");
    }
    return digest;
  }

  /** A descriptor of what will be fetched, hence with a digest that can be verified. */
  static Descriptor descriptor(
      String what,
      String mediaType,
      String digest,
      long size,
      @Nullable Map<String, String> annotations,
      @Nullable Platform platform) {
    if (size < 0) {
      throw new InspectImageFailure("manifest: %s: the size is negative".formatted(what));
    }
    try {
      return new Descriptor(mediaType, Digest.parse(digest), size, annotations, platform);
    } catch (IllegalArgumentException e) {
      throw new InspectImageFailure("manifest: %s: %s".formatted(what, e.getMessage()));
    }
  }
}
