package io.imagepeek.source.engine;

import io.imagepeek.source.DocumentReading;
import io.imagepeek.source.MemoryBudget;
import io.imagepeek.source.ParserExecutor;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Makes the source of containerd's images from the operator's settings. */
@ApplicationScoped
class ContainerdWiring {

  /** The source of the transport {@code containerd}. */
  @Produces
  @Singleton
  ContainerdSource source(
      EngineSockets sockets,
      EngineSettings settings,
      DocumentReading documents,
      ParserExecutor parsers,
      MemoryBudget memory) {
    return ContainerdSource.of(sockets, settings, documents, parsers, memory);
  }
}
