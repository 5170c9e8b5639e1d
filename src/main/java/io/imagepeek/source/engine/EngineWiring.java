package io.imagepeek.source.engine;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Makes what the sources of engines share. */
@ApplicationScoped
class EngineWiring {

  /** The sockets of engines; nothing is opened before the first request. */
  @Produces
  @Singleton
  EngineSockets sockets() {
    return new EngineSockets();
  }

  void close(@Disposes EngineSockets sockets) {
    sockets.close();
  }
}
