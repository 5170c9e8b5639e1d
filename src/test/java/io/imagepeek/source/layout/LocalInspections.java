package io.imagepeek.source.layout;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.imagepeek.failure.InspectFailure;
import io.imagepeek.image.Platform;
import io.imagepeek.inspect.EngineImage;
import io.imagepeek.inspect.EngineView;
import io.imagepeek.inspect.ImageView;
import io.imagepeek.inspect.InspectQuery;
import io.imagepeek.inspect.InspectQuery.TagsWanted;
import io.imagepeek.inspect.InspectQuery.View;
import io.imagepeek.inspect.InspectedImage;
import io.imagepeek.inspect.InspectedPlatforms;
import io.imagepeek.inspect.Inspection;
import io.imagepeek.inspect.Inspector;
import io.imagepeek.inspect.PlatformsView;
import io.imagepeek.source.DocumentReading;
import io.imagepeek.source.ImageRequest;
import io.imagepeek.source.ImageSources;
import io.imagepeek.source.ImageTarget.LocalTarget;
import io.imagepeek.source.InspectionContext;
import io.imagepeek.source.MemoryBudget;
import io.imagepeek.source.ParserExecutor;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Whole inspections of images in files under some roots. */
public final class LocalInspections {

  private static final int DOCUMENT_BYTES = 4 * 1024 * 1024;

  private final Inspector inspector;

  private LocalInspections(LocalSettings settings, MemoryBudget memory) {
    LayoutWiring wiring =
        new LayoutWiring(
            settings, new DocumentReading(DOCUMENT_BYTES, DOCUMENT_BYTES, 1_000), memory);
    inspector =
        new Inspector(
            new ImageSources(
                List.of(wiring.oci(), wiring.ociArchive(), wiring.dockerArchive(), wiring.dir())),
            new Inspector.Limits(8, 500, 1_000),
            Platform.parse("linux/amd64"),
            Platform.parse("linux/amd64"),
            new ParserExecutor());
  }

  /** Under these roots, with the default limits. */
  public static LocalInspections under(Path... roots) {
    return limited(100_000, 64 * 1024 * 1024, roots);
  }

  /** Under these roots, with the default limits, reading into this memory. */
  static LocalInspections within(MemoryBudget memory, Path... roots) {
    return limited(100_000, 64 * 1024 * 1024, memory, roots);
  }

  /** Under these roots, with limits of archives. */
  static LocalInspections limited(int entries, long headerBytes, Path... roots) {
    return limited(entries, headerBytes, new MemoryBudget(1L << 32), roots);
  }

  private static LocalInspections limited(
      int entries, long headerBytes, MemoryBudget memory, Path... roots) {
    List<String> texts = Stream.of(roots).map(Path::toString).toList();
    return new LocalInspections(
        new LocalSettings() {
          @Override
          public Optional<List<String>> roots() {
            return texts.isEmpty() ? Optional.empty() : Optional.of(texts);
          }

          @Override
          public int archiveEntries() {
            return entries;
          }

          @Override
          public long archiveHeaderBytes() {
            return headerBytes;
          }
        },
        memory);
  }

  /** The documented output. */
  public JsonNode image(String transport, Path path, @Nullable String tag) {
    return image(transport, path.toString(), tag, null, TagsWanted.NONE);
  }

  /** The documented output, with the tags, for a platform where one is given. */
  public JsonNode image(
      String transport,
      String path,
      @Nullable String tag,
      @Nullable String platform,
      TagsWanted tags) {
    Inspection found = inspect(transport, path, tag, View.IMAGE, platform, tags);
    return new ObjectMapper().valueToTree(ImageView.of((InspectedImage) found));
  }

  /** The engine's view. */
  public JsonNode engine(String transport, Path path, @Nullable String tag) {
    Inspection found = inspect(transport, path.toString(), tag, View.ENGINE, null, TagsWanted.NONE);
    return new ObjectMapper().valueToTree(EngineView.of((EngineImage) found));
  }

  /** The list of platforms. */
  public JsonNode platforms(String transport, Path path, @Nullable String tag) {
    Inspection found =
        inspect(transport, path.toString(), tag, View.PLATFORMS, null, TagsWanted.NONE);
    return new ObjectMapper().valueToTree(PlatformsView.of((InspectedPlatforms) found));
  }

  /** The failure that an inspection ends in. */
  public InspectFailure failure(String transport, String path, @Nullable String tag) {
    try {
      JsonNode found = image(transport, path, tag, null, TagsWanted.NONE);
      throw new AssertionError("no failure but " + found);
    } catch (InspectFailure failure) {
      return failure;
    }
  }

  /** As {@link #failure(String, String, String)}. */
  public InspectFailure failure(String transport, Path path, @Nullable String tag) {
    return failure(transport, path.toString(), tag);
  }

  private Inspection inspect(
      String transport,
      String path,
      @Nullable String tag,
      View view,
      @Nullable String platform,
      TagsWanted tags) {
    return inspector
        .inspect(
            new InspectQuery(
                new ImageRequest(
                    new LocalTarget(transport, path, tag), Optional.empty(), Optional.empty()),
                view,
                Optional.ofNullable(platform).map(Platform::parse),
                tags,
                List.of()),
            new InspectionContext(Clock.systemUTC(), Duration.ofSeconds(25)))
        .await()
        .indefinitely();
  }
}
