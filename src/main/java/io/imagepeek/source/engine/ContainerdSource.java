package io.imagepeek.source.engine;

import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import io.imagepeek.source.DocumentReading;
import io.imagepeek.source.ImageRequest;
import io.imagepeek.source.ImageSource;
import io.imagepeek.source.ImageTarget.LocalTarget;
import io.imagepeek.source.InspectionContext;
import io.imagepeek.source.MemoryBudget;
import io.imagepeek.source.ParserExecutor;
import io.imagepeek.source.StoredImage;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The transport {@code containerd}: images in the containerd whose socket the operator has set.
 * Credentials are not used.
 */
public final class ContainerdSource implements ImageSource {

  private final Optional<Supplier<ContainerdApi>> connecting;
  private final DocumentReading documents;
  private final ParserExecutor parsers;
  private @Nullable ContainerdApi api;

  /**
   * A source that has no client yet.
   *
   * @param connecting makes the client when it is first needed, since its libraries are large;
   *     empty where the operator has set no socket
   * @param parsers parses large documents
   */
  ContainerdSource(
      Optional<Supplier<ContainerdApi>> connecting,
      DocumentReading documents,
      ParserExecutor parsers) {
    this.connecting = connecting;
    this.documents = documents;
    this.parsers = parsers;
  }

  /** The source over the socket of the settings, which is opened with the first request. */
  static ContainerdSource of(
      EngineSockets sockets,
      EngineSettings settings,
      DocumentReading documents,
      ParserExecutor parsers,
      MemoryBudget memory) {
    return new ContainerdSource(
        settings
            .containerdSocket()
            .map(
                path ->
                    () ->
                        new ContainerdClient(
                            sockets,
                            path,
                            settings.containerdNamespace(),
                            settings.answerBytes(),
                            memory)),
        documents,
        parsers);
  }

  private synchronized ContainerdApi api() {
    if (api == null) {
      api =
          connecting
              .orElseThrow(
                  () ->
                      new InvalidInspectParameters(
                          "containerImageTransport: the operator has set no containerd socket"
                              + " (imagepeek.engine.containerd-socket)"))
              .get();
    }
    return api;
  }

  @Override
  public String transport() {
    return "containerd";
  }

  @Override
  public StoredImage open(ImageRequest request, InspectionContext context) {
    LocalTarget image = request.local();
    return new ContainerdImage(
        api(), ContainerdName.parse(image.name(), image.tag()), documents, context, parsers);
  }
}
