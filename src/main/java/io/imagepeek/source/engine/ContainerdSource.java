package io.imagepeek.source.engine;

import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import io.imagepeek.source.Credentials;
import io.imagepeek.source.DocumentReading;
import io.imagepeek.source.ImageName;
import io.imagepeek.source.ImageSource;
import io.imagepeek.source.InspectionContext;
import io.imagepeek.source.StoredImage;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The transport {@code containerd}: images in the containerd whose socket the operator names.
 * Credentials have no meaning there.
 */
public final class ContainerdSource implements ImageSource {

  private final @Nullable ContainerdApi api;
  private final DocumentReading documents;

  /**
   * @param api null where the operator names no socket
   */
  ContainerdSource(@Nullable ContainerdApi api, DocumentReading documents) {
    this.api = api;
    this.documents = documents;
  }

  /** The source over the socket of the settings, which is connected to when it is first asked. */
  static ContainerdSource of(
      EngineSockets sockets, EngineSettings settings, DocumentReading documents) {
    return new ContainerdSource(
        settings
            .containerdSocket()
            .map(
                path ->
                    new ContainerdClient(
                        sockets, path, settings.containerdNamespace(), settings.answerBytes()))
            .orElse(null),
        documents);
  }

  @Override
  public String transport() {
    return "containerd";
  }

  @Override
  public StoredImage open(
      ImageName name, Optional<Credentials> credentials, InspectionContext context) {
    if (api == null) {
      throw new InvalidInspectParameters(
          "containerImageTransport: the operator names no containerd"
              + " (imagepeek.engine.containerd-socket)");
    }
    return new ContainerdImage(api, ContainerdName.parse(name), documents, context);
  }
}
