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

/**
 * Determines a document's kind, rejects ambiguous documents, and reads all kinds except schema 1.
 */
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

  /** Any JSON object. */
  private static final Struct ANY_OBJECT = new Struct();

  private static final Struct CLAIM =
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
      return readable(body, contentType);
    } catch (InspectImageFailure why) {
      return unreadable(body, contentType == null ? "" : contentType, why.error());
    }
  }

  private Document readable(byte[] body, @Nullable String contentType) {
    GoJsonObject probe = GoJson.read(body, PROBE, WHAT, maxDepth);
    DocumentKind kind = kind(probe, DocumentKind.of(contentType), body);
    rejectAmbiguous(probe, kind);
    return switch (kind) {
      case OCI_INDEX -> index(ImageFormat.OCI, GoJson.read(body, OCI_INDEX, WHAT, maxDepth));
      case DOCKER_LIST -> index(ImageFormat.DOCKER, GoJson.read(body, DOCKER_LIST, WHAT, maxDepth));
      case OCI_MANIFEST -> ociManifest(GoJson.read(body, OCI_MANIFEST, WHAT, maxDepth));
      case DOCKER_MANIFEST -> dockerManifest(GoJson.read(body, DOCKER_MANIFEST, WHAT, maxDepth));
      case SCHEMA1 -> schema1(body, probe);
    };
  }

  /** Keeps the media type and the configuration that the document claims, if it is an object. */
  private UnreadableDocument unreadable(byte[] body, String served, String why) {
    GoJsonObject claim;
    try {
      claim = GoJson.read(body, CLAIM, WHAT, maxDepth);
    } catch (InspectImageFailure odd) {
      requireObject(body);
      return new UnreadableDocument(served, null, why);
    }
    String mediaType = claim.text("mediaType");
    return new UnreadableDocument(
        mediaType.isEmpty() ? served : mediaType, claimedConfig(claim, served), why);
  }

  private void requireObject(byte[] body) {
    try {
      var unused = GoJson.read(body, ANY_OBJECT, WHAT, maxDepth);
    } catch (InspectImageFailure none) {
      // If this is an entry of an index, the other entries may still be readable.
      throw InspectImageFailure.ofPart(none.error());
    }
  }

  /**
   * Null if the document could also be read as an index: other clients would see another
   * configuration.
   */
  private static @Nullable Descriptor claimedConfig(GoJsonObject claim, String served) {
    DocumentKind kind = DocumentKind.of(served);
    boolean ambiguous =
        (kind != null && !kind.allows("config"))
            || claim.has("manifests")
            || claim.has("fsLayers")
            || claim.has("history");
    if (ambiguous) {
      return null;
    }
    try {
      return config(claim);
    } catch (InspectImageFailure none) {
      return null;
    }
  }

  /**
   * The document's own {@code mediaType} decides; the Content-Type is only a label. Both must agree
   * on whether it is an index, or different clients would see different images.
   */
  private DocumentKind kind(GoJsonObject probe, @Nullable DocumentKind served, byte[] body) {
    String mediaType = probe.text("mediaType");
    DocumentKind claim = DocumentKind.of(mediaType);
    if (served != null && !mediaType.isEmpty() && (claim == null || !claim.looksLike(served))) {
      throw new InspectImageFailure(
          "ambiguous manifest: served as %s, but its mediaType is %s"
              .formatted(served.mediaType(), Quoted.text(mediaType)));
    }
    if (claim != null) {
      return claim;
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

  private static void rejectAmbiguous(GoJsonObject probe, DocumentKind kind) {
    List<String> unexpected = new ArrayList<>();
    for (String field : DocumentKind.TELLING_FIELDS) {
      if (probe.has(field) && !kind.allows(field)) {
        unexpected.add(field);
      }
    }
    if (!unexpected.isEmpty()) {
      throw new InspectImageFailure(
          "ambiguous manifest: %s must not appear in a document of type %s"
              .formatted(String.join(", ", unexpected), kind.mediaType()));
    }
  }

  private Schema1Manifest schema1(byte[] body, GoJsonObject probe) {
    if (!probe.has("signatures")) {
      return Schema1Reader.read(body, null, maxDepth);
    }
    // Only the content that the digest covers is read, not the text around it.
    Schema1Manifest.Signed signed = Schema1Reader.signed(body, maxDepth);
    byte[] payload = signed.payload(body);
    rejectAmbiguous(GoJson.read(payload, PROBE, WHAT, maxDepth), DocumentKind.SCHEMA1);
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

  /** The digest of a layer: shown as written, after a check of its form. */
  static String layerDigest(String digest) {
    if (!Digest.isWellFormed(digest)) {
      throw new InspectImageFailure("manifest: a layer's digest is malformed");
    }
    return digest;
  }

  /** A descriptor of content that will be fetched, so its digest must be verifiable. */
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
