package io.imagepeek.source;

import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.function.Supplier;

/**
 * Keeps the parsing of large documents away from event loops, where it would hold up every other
 * connection; small ones are parsed where they arrive, since handing them over costs more. There is
 * one for the application: a second one would double what parsing may take of the memory.
 */
@Singleton
public final class ParserExecutor {

  /** Bytes that take well under a millisecond to parse. */
  private static final int SMALL = 64 * 1024;

  /** Documents take many times their size while they are read: few at once bound the memory. */
  private final BlockingWork large = new BlockingWork("parser", 2, 10_000);

  /** The result of a computation over so many bytes of input. */
  public <T> Uni<T> compute(int bytes, Supplier<T> computation) {
    return bytes <= SMALL ? Uni.createFrom().item(computation) : large.run(computation::get);
  }
}
