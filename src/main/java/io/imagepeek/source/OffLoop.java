package io.imagepeek.source;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import java.util.function.Supplier;

/**
 * Keeps the parsing of large documents away from event loops, where it would hold up every other
 * connection; small ones are parsed where they arrive, since handing them over costs more.
 */
public final class OffLoop {

  /** Bytes that take well under a millisecond to parse. */
  private static final int SMALL = 64 * 1024;

  private OffLoop() {}

  /** The result of a computation over so many bytes of input. */
  public static <T> Uni<T> compute(int bytes, Supplier<T> computation) {
    Uni<T> result = Uni.createFrom().item(computation);
    return bytes <= SMALL
        ? result
        : result.runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
  }
}
