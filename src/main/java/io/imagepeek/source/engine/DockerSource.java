package io.imagepeek.source.engine;

import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import io.imagepeek.source.EngineReportedImage;
import io.imagepeek.source.ImageRequest;
import io.imagepeek.source.ImageSource;
import io.imagepeek.source.ImageTarget.LocalTarget;
import io.imagepeek.source.InspectionContext;
import io.imagepeek.source.ParserExecutor;
import java.util.Optional;

/**
 * Images in the Docker-compatible engine (dockerd, podman's service) behind the one socket that the
 * operator has set; callers cannot choose another. The engine describes images from its own store.
 */
final class DockerSource implements ImageSource {

  private static final String TRANSPORT = "docker-daemon";

  private final Optional<DockerClient> engine;
  private final ParserExecutor parsers;

  /**
   * A source for one engine.
   *
   * @param engine empty where the operator has set no socket
   * @param parsers parses large responses
   */
  DockerSource(Optional<DockerClient> engine, ParserExecutor parsers) {
    this.engine = engine;
    this.parsers = parsers;
  }

  @Override
  public String transport() {
    return TRANSPORT;
  }

  @Override
  public EngineReportedImage open(ImageRequest request, InspectionContext context) {
    DockerClient client =
        engine.orElseThrow(
            () ->
                new InvalidInspectParameters(
                    "containerImageTransport: "
                        + TRANSPORT
                        + ": no engine's socket is set (imagepeek.engine.docker-socket)"));
    LocalTarget image = request.local();
    return new DockerImage(DockerName.parse(image.name(), image.tag()), client, context, parsers);
  }
}
