package io.imagepeek.source.engine;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Provides what the sources in engines share. */
@ApplicationScoped
class EngineWiring {

  /** The sockets of engines; nothing is opened before one is asked. */
  @Produces
  @Singleton
  EngineSockets sockets() {
    return new EngineSockets();
  }

  void close(@Disposes EngineSockets sockets) {
    sockets.close();
  }
}
