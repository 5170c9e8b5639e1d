package io.imagepeek.inspect;

import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import io.imagepeek.failure.InspectFailure.RegistryConnectionFailure;
import io.imagepeek.image.Descriptor;
import io.imagepeek.image.Digest;
import io.imagepeek.image.ImageConfig;
import io.imagepeek.image.ImageManifest;
import io.imagepeek.image.Index;
import io.imagepeek.image.Manifest;
import io.imagepeek.image.Schema1Manifest;
import io.imagepeek.inspect.InspectQuery.TagsWanted;
import io.imagepeek.source.ImageSources;
import io.imagepeek.source.InspectionContext;
import io.imagepeek.source.OffLoop;
import io.imagepeek.source.OpenedImage;
import io.imagepeek.source.ReadDocument;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Optional;

/**
 * Inspects images: from the reference to the manifest of one platform and its configuration. Layers
 * are never read.
 */
public final class Inspector {

  private final ImageSources sources;
  private final int indexNesting;
  private final int jsonDepth;

  /**
   * @param indexNesting indexes within each other at most
   * @param jsonDepth objects and arrays within each other at most
   */
  public Inspector(ImageSources sources, int indexNesting, int jsonDepth) {
    this.sources = sources;
    this.indexNesting = indexNesting;
    this.jsonDepth = jsonDepth;
  }

  /**
   * Inspects an image within the context's time. When it is over, for whatever reason, so is the
   * context.
   *
   * <p>Fails with an {@link io.imagepeek.failure.InspectFailure}.
   */
  public Uni<InspectedImage> inspect(InspectQuery query, InspectionContext context) {
    if (context.remaining().isZero()) {
      context.end();
      return Uni.createFrom().failure(deadline(context));
    }
    return Uni.createFrom()
        .deferred(() -> read(query, context))
        .ifNoItem()
        .after(context.remaining())
        .failWith(() -> deadline(context))
        .onTermination()
        .invoke(context::end);
  }

  private static RegistryConnectionFailure deadline(InspectionContext context) {
    return new RegistryConnectionFailure(
        "connection timeout: the inspection took longer than its "
            + context.budget().toMillis() / 1000.0
            + " s"
            + context.lastFailure().map(last -> "; last failure: " + last).orElse(""));
  }

  private Uni<InspectedImage> read(InspectQuery query, InspectionContext context) {
    OpenedImage image =
        sources
            .forTransport(query.transport())
            .open(query.reference(), query.credentials(), context);
    return image
        .resolve()
        .flatMap(
            top -> {
              Uni<InspectedImage> inspected =
                  manifestFor(query, image, top, 0)
                      .flatMap(chosen -> withConfig(image, top, chosen));
              return query.tags() == TagsWanted.NONE
                  ? inspected
                  : Uni.combine().all().unis(inspected, image.tags()).with(Inspector::withTags);
            });
  }

  /** Follows indexes down to the manifest of the platform; a choice once made is not taken back. */
  private Uni<Chosen> manifestFor(
      InspectQuery query, OpenedImage image, ReadDocument read, int depth) {
    if (read.document() instanceof Manifest manifest) {
      return Uni.createFrom().item(new Chosen(read.digest(), manifest));
    }
    if (depth >= indexNesting) {
      throw new InspectImageFailure("more than " + indexNesting + " indexes within each other");
    }
    Descriptor entry = ((Index) read.document()).select(query.platform());
    return image.manifest(entry).flatMap(child -> manifestFor(query, image, child, depth + 1));
  }

  private Uni<InspectedImage> withConfig(OpenedImage image, ReadDocument top, Chosen chosen) {
    Uni<ImageConfig> config = config(image, chosen.manifest());
    return config.map(
        parsed ->
            new InspectedImage(
                top.digest(),
                chosen.digest(),
                parsed,
                chosen.manifest().layers(),
                Optional.of(List.of())));
  }

  private Uni<ImageConfig> config(OpenedImage image, Manifest manifest) {
    if (!(manifest instanceof ImageManifest described)) {
      return Uni.createFrom().item(((Schema1Manifest) manifest).imageConfig());
    }
    described.requireImage();
    return image
        .config(described.config())
        .flatMap(
            body ->
                OffLoop.compute(
                    body.length, () -> ImageConfig.parse(body, described.format(), jsonDepth)));
  }

  private static InspectedImage withTags(InspectedImage image, Optional<List<String>> tags) {
    return new InspectedImage(
        image.digest(), image.platformDigest(), image.config(), image.layers(), tags);
  }

  private record Chosen(Digest digest, Manifest manifest) {}
}
