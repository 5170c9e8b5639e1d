package io.imagepeek.source.engine;

import io.imagepeek.image.Platform;
import io.imagepeek.inspect.InspectQuery;
import io.imagepeek.inspect.InspectQuery.TagsWanted;
import io.imagepeek.inspect.InspectQuery.View;
import io.imagepeek.inspect.Inspection;
import io.imagepeek.inspect.Inspector;
import io.imagepeek.source.DocumentReading;
import io.imagepeek.source.ImageRequest;
import io.imagepeek.source.ImageSources;
import io.imagepeek.source.ImageTarget.LocalTarget;
import io.imagepeek.source.InspectionContext;
import io.imagepeek.source.MemoryBudget;
import io.imagepeek.source.ParserExecutor;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Inspects images in the containerd behind a socket, on a host of linux/amd64. */
public final class ContainerdInspector implements AutoCloseable {

  private static final int DOCUMENT_BYTES = 4 << 20;
  private static final int ANSWER_BYTES = 4 << 20;
  private static final Duration BUDGET = Duration.ofSeconds(25);

  private final EngineSockets sockets = new EngineSockets();
  private final ContainerdSource source;
  private final Inspector inspector;

  private record Settings(Optional<String> containerdSocket, String containerdNamespace)
      implements EngineSettings {

    @Override
    public Optional<String> dockerSocket() {
      return Optional.empty();
    }

    @Override
    public int answerBytes() {
      return ANSWER_BYTES;
    }
  }

  /**
   * @param socket null where the operator names none
   */
  public ContainerdInspector(@Nullable String socket, String namespace) {
    source =
        ContainerdSource.of(
            sockets,
            new Settings(Optional.ofNullable(socket), namespace),
            new DocumentReading(DOCUMENT_BYTES, DOCUMENT_BYTES, 1_000),
            new ParserExecutor(),
            new MemoryBudget(1L << 32));
    inspector = inspector(source);
  }

  /** An inspector of one source. */
  static Inspector inspector(ContainerdSource source) {
    return new Inspector(
        new ImageSources(List.of(source)),
        new Inspector.Limits(8, 500, 1_000),
        Platform.parse("linux/amd64"),
        Platform.parse("linux/amd64"),
        new ParserExecutor());
  }

  /** A query without tags, for the platform that is preferred. */
  public static InspectQuery query(String name, @Nullable String tag, View view) {
    return new InspectQuery(
        new ImageRequest(
            new LocalTarget("containerd", name, tag), Optional.empty(), Optional.empty()),
        view,
        Optional.empty(),
        TagsWanted.NONE,
        List.of());
  }

  /** What an inspection finds; its failure is thrown. */
  public Inspection inspect(InspectQuery query) {
    return inspect(query, new InspectionContext(Clock.systemUTC(), BUDGET));
  }

  /** As {@link #inspect(InspectQuery)}, in this context. */
  public Inspection inspect(InspectQuery query, InspectionContext context) {
    return inspector.inspect(query, context).await().indefinitely();
  }

  @Override
  public void close() {
    sockets.close();
  }
}
