package io.imagepeek.inspect;

import io.imagepeek.failure.InspectFailure;
import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import io.imagepeek.image.Descriptor;
import io.imagepeek.image.Digest;
import io.imagepeek.image.DigestAlgorithm;
import io.imagepeek.image.ImageConfig;
import io.imagepeek.image.ImageManifest;
import io.imagepeek.image.Manifest;
import io.imagepeek.image.MediaTypes;
import io.imagepeek.image.Platform;
import io.imagepeek.image.Schema1Manifest;
import io.imagepeek.image.UnreadableDocument;
import io.imagepeek.inspect.InspectQuery.TagsWanted;
import io.imagepeek.source.ParserExecutor;
import io.imagepeek.source.ReadDocument;
import io.imagepeek.source.StoredImage;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the views of an image from its documents. */
final class ManifestInspection {

  /**
   * JSON, or a vendor's type of it (RFC 6838 §4.2 and §4.2.8). Browsers run none of these, unlike
   * {@code application/xhtml+xml} or {@code application/javascript}.
   */
  private static final Pattern JSON_TYPE =
      Pattern.compile("application/(json|vnd\\.[A-Za-z0-9!#$&^_.+-]{1,117}\\+json)");

  private final IndexResolver indexes;
  private final EngineInspection engine;
  private final PlatformListing platforms;
  private final int jsonDepth;
  private final Platform preferred;
  private final ParserExecutor parsers;

  ManifestInspection(
      Inspector.Limits limits, Platform preferred, Platform host, ParserExecutor parsers) {
    this.indexes = new IndexResolver(limits.indexNesting(), limits.indexEntries());
    this.engine =
        new EngineInspection(
            indexes,
            new ContentSize(limits.indexNesting(), host),
            limits.jsonDepth(),
            host,
            parsers);
    this.platforms = new PlatformListing(indexes, limits.jsonDepth(), parsers);
    this.jsonDepth = limits.jsonDepth();
    this.preferred = preferred;
    this.parsers = parsers;
  }

  Uni<Inspection> read(InspectQuery query, StoredImage image) {
    Uni<Inspection> documents = image.resolve().flatMap(top -> view(query, image, top));
    return query.tags() == TagsWanted.NONE
        ? documents
        : Uni.combine().all().unis(documents, listed(image)).with(ManifestInspection::withTags);
  }

  /** The tags, or the failure to list them, which is thrown only if the image could be read. */
  private static Uni<Supplier<Optional<List<String>>>> listed(StoredImage image) {
    return image
        .tags()
        .map(tags -> (Supplier<Optional<List<String>>>) () -> tags)
        .onFailure(InspectFailure.class)
        .recoverWithItem(
            failure ->
                () -> {
                  throw failure;
                });
  }

  private Uni<Inspection> view(InspectQuery query, StoredImage image, ReadDocument top) {
    Platform platform = query.platform().orElse(preferred);
    return switch (query.view()) {
      case IMAGE ->
          indexes.select(image, top, platform).flatMap(chosen -> withConfig(image, top, chosen));
      case ENGINE -> engine.read(query, image, top);
      case MANIFEST ->
          query.platform().isEmpty()
              ? Uni.createFrom().item(raw(top, null, top))
              : indexes
                  .select(image, top, platform)
                  .map(chosen -> raw(top, chosen.read().digest(), chosen.read()));
      case CONFIG ->
          indexes.select(image, top, platform).flatMap(chosen -> rawConfig(image, top, chosen));
      case PLATFORMS -> platforms.read(image, top);
    };
  }

  private Uni<Inspection> withConfig(StoredImage image, ReadDocument top, SelectedManifest chosen) {
    return config(image, chosen)
        .map(
            parsed ->
                new InspectedImage(
                    top.digest(),
                    chosen.read().digest(),
                    parsed,
                    chosen.manifest().layers(),
                    Optional.of(List.of())));
  }

  private Uni<ImageConfig> config(StoredImage image, SelectedManifest chosen) {
    Manifest manifest = chosen.manifest();
    if (!(manifest instanceof ImageManifest described)) {
      return Uni.createFrom().item(((Schema1Manifest) manifest).imageConfig());
    }
    requireImage(chosen, described);
    return image.imageConfig(described.config(), described.configFormat(), jsonDepth, parsers);
  }

  /** For an image from an index, the failure names the entry. */
  private static void requireImage(SelectedManifest chosen, ImageManifest described) {
    try {
      described.requireImage();
    } catch (InspectImageFailure none) {
      throw chosen.documents().size() == 1
          ? none
          : none.adding("; it is " + chosen.read().digest() + " in the image's index");
    }
  }

  private static Inspection withTags(Inspection found, Supplier<Optional<List<String>>> tags) {
    InspectedImage image = (InspectedImage) found;
    return new InspectedImage(
        image.digest(), image.platformDigest(), image.config(), image.layers(), tags.get());
  }

  private static Inspection raw(ReadDocument top, @Nullable Digest chosen, ReadDocument read) {
    return new RawDocument(top.digest(), chosen, read.digest(), typeOf(read), read.body());
  }

  /** The media type that the source stated; that of the document itself if it stated none. */
  private static String typeOf(ReadDocument read) {
    String served = read.mediaType() == null ? "" : read.mediaType();
    int parameters = served.indexOf(';');
    String bare = (parameters < 0 ? served : served.substring(0, parameters)).strip();
    if (MediaTypes.isDocument(bare)) {
      return bare;
    }
    String own = read.document().mediaType();
    return read.document() instanceof UnreadableDocument ? safe(bare.isEmpty() ? own : bare) : own;
  }

  private static Uni<Inspection> rawConfig(
      StoredImage image, ReadDocument top, SelectedManifest chosen) {
    Descriptor config = chosen.config();
    return image
        .config(config)
        .map(
            body ->
                new RawDocument(
                    top.digest(),
                    chosen.read().digest(),
                    Digest.of(DigestAlgorithm.SHA256, body),
                    safe(config.mediaType()),
                    body));
  }

  /**
   * The image's own media type becomes a header: it must not have a line break, and must not be a
   * type that browsers run.
   */
  private static String safe(String mediaType) {
    return JSON_TYPE.matcher(mediaType).matches() ? mediaType : "application/octet-stream";
  }
}
