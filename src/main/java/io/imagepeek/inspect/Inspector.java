package io.imagepeek.inspect;

import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import io.imagepeek.failure.InspectFailure.RegistryConnectionFailure;
import io.imagepeek.image.Platform;
import io.imagepeek.inspect.InspectQuery.TagsWanted;
import io.imagepeek.inspect.InspectQuery.View;
import io.imagepeek.source.EngineReport;
import io.imagepeek.source.EngineReportedImage;
import io.imagepeek.source.ImageHandle;
import io.imagepeek.source.ImageRequest;
import io.imagepeek.source.ImageSources;
import io.imagepeek.source.InspectionContext;
import io.imagepeek.source.ParserExecutor;
import io.imagepeek.source.StoredImage;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Optional;

/**
 * Inspects images: opens them at their source, and reads the documents for the requested view.
 * Layers are never read.
 */
public final class Inspector {

  /**
   * Limits for an image's documents.
   *
   * @param indexNesting levels of nested indexes
   * @param indexEntries entries of all indexes of an image, for views of all entries
   * @param jsonDepth levels of nested objects and arrays in a document
   */
  public record Limits(int indexNesting, int indexEntries, int jsonDepth) {}

  private final ImageSources sources;
  private final ManifestInspection stored;

  /**
   * @param preferred the platform to inspect if a query names none
   * @param host the platform that the view {@code engine} prefers if a query names none
   * @param parsers where large documents are parsed
   */
  public Inspector(
      ImageSources sources,
      Limits limits,
      Platform preferred,
      Platform host,
      ParserExecutor parsers) {
    this.sources = sources;
    this.stored = new ManifestInspection(limits, preferred, host, parsers);
  }

  /**
   * Inspects an image within the context's time, and ends the context.
   *
   * <p>Fails with an {@link io.imagepeek.failure.InspectFailure}.
   */
  public Uni<Inspection> inspect(InspectQuery query, InspectionContext context) {
    if (context.remaining().isZero()) {
      context.end();
      return Uni.createFrom().failure(deadline(context));
    }
    return Uni.createFrom()
        .deferred(() -> context.whileItLasts(read(query, context), () -> deadline(context)))
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

  private Uni<Inspection> read(InspectQuery query, InspectionContext context) {
    return query.fallbacks().isEmpty()
        ? read(query, query.image(), context)
        : new FallbackChain(
                query.image(), query.fallbacks(), context, request -> read(query, request, context))
            .run();
  }

  private Uni<Inspection> read(
      InspectQuery query, ImageRequest request, InspectionContext context) {
    ImageHandle image = sources.open(request, context);
    return image instanceof StoredImage documents
        ? stored.read(query, documents)
        : reported(query, (EngineReportedImage) image);
  }

  private static Uni<Inspection> reported(InspectQuery query, EngineReportedImage image) {
    String transport = query.image().target().transport();
    if (query.view() != View.IMAGE && query.view() != View.ENGINE) {
      throw new InvalidInspectParameters(
          "view: " + transport + " has no documents for this view; use image or engine");
    }
    if (query.platform().isPresent()) {
      throw new InvalidInspectParameters(
          "platform: " + transport + " has the image of one platform only; leave out platform");
    }
    if (query.view() == View.ENGINE) {
      return image.describe().map(Inspector::engineImage);
    }
    Uni<Optional<List<String>>> tags =
        query.tags() == TagsWanted.NONE
            ? Uni.createFrom().item(Optional.of(List.of()))
            : image.tags();
    return image
        .describe()
        .flatMap(
            report ->
                tags.map(
                    listed ->
                        new InspectedImage(
                            report.digest(),
                            report.digest(),
                            report.config(),
                            report.layers(),
                            listed)));
  }

  private static Inspection engineImage(EngineReport report) {
    return new EngineImage(
        report.digest(),
        null,
        report.id(),
        report.entry(),
        report.engineConfig(),
        report.size(),
        report.driverData());
  }
}
