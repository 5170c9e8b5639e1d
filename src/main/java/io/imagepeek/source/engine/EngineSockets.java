package io.imagepeek.source.engine;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.impl.VertxBuilder;
import org.jspecify.annotations.Nullable;

/**
 * The Vert.x that reaches engines over unix sockets. It is made when it is first needed: a function
 * that asks no engine pays nothing for it.
 */
final class EngineSockets implements AutoCloseable {

  private @Nullable Vertx vertx;

  /** The one instance. */
  synchronized Vertx vertx() {
    if (vertx == null) {
      VertxOptions options =
          new VertxOptions()
              .setEventLoopPoolSize(1)
              .setWorkerPoolSize(1)
              .setInternalBlockingPoolSize(1)
              .setFileSystemOptions(
                  new FileSystemOptions()
                      .setFileCachingEnabled(false)
                      .setClassPathResolvingEnabled(false));
      vertx = new VertxBuilder(options).findTransport(new UnixSocketTransport()).init().vertx();
    }
    return vertx;
  }

  @Override
  public synchronized void close() {
    if (vertx != null) {
      vertx.close();
      vertx = null;
    }
  }
}
