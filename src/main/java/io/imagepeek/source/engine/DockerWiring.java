package io.imagepeek.source.engine;

import io.imagepeek.source.MemoryBudget;
import io.imagepeek.source.ParserExecutor;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Makes the source of a Docker-compatible engine's images from the operator's settings. */
@ApplicationScoped
class DockerWiring {

  /** The source of the transport {@code docker-daemon}. */
  @Produces
  @Singleton
  DockerSource source(
      EngineSettings settings, EngineSockets sockets, ParserExecutor parsers, MemoryBudget memory) {
    return new DockerSource(
        settings
            .dockerSocket()
            .map(socket -> new DockerClient(sockets, socket, settings.answerBytes(), memory)),
        parsers);
  }
}
