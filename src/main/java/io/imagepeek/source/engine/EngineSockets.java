package io.imagepeek.source.engine;

import io.imagepeek.source.BoundedExecutor;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.impl.VertxBuilder;
import org.jspecify.annotations.Nullable;

/**
 * The Vert.x instance for unix sockets of engines. It starts with the first request to an engine,
 * so that functions without engines do not pay for it.
 */
final class EngineSockets implements AutoCloseable {

  private static final int STARTS_WAITING = 1_024;

  /** The start takes milliseconds, too many for an event loop. */
  private final BoundedExecutor starting = new BoundedExecutor("engine-start", 1, STARTS_WAITING);

  private volatile @Nullable Vertx vertx;

  /** The one instance. */
  Uni<Vertx> vertx() {
    Vertx started = vertx;
    return started == null ? starting.run(this::start) : Uni.createFrom().item(started);
  }

  private synchronized Vertx start() {
    Vertx started = vertx;
    if (started == null) {
      VertxOptions options =
          new VertxOptions()
              .setEventLoopPoolSize(1)
              .setWorkerPoolSize(1)
              .setInternalBlockingPoolSize(1)
              .setFileSystemOptions(
                  new FileSystemOptions()
                      .setFileCachingEnabled(false)
                      .setClassPathResolvingEnabled(false));
      started = new VertxBuilder(options).findTransport(new UnixSocketTransport()).init().vertx();
      vertx = started;
    }
    return started;
  }

  @Override
  public synchronized void close() {
    Vertx started = vertx;
    if (started != null) {
      started.close();
      vertx = null;
    }
  }
}
