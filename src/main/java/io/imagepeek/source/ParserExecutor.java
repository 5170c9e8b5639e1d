package io.imagepeek.source;

import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.function.Supplier;

/**
 * Runs the parsing of large documents and the writing of large responses off the event loops, where
 * they would delay other connections. Small documents are parsed on the event loop, because a
 * handover costs more. The origins of documents are served in turn. There is one executor for the
 * application: a second one would double the memory for parsing.
 */
@Singleton
public final class ParserExecutor {

  /** The maximum size of a small document, in bytes. It parses in well under a millisecond. */
  private static final int SMALL = 64 * 1024;

  /** A document takes many times its size while it is parsed, so only a few are parsed at once. */
  private static final int AT_ONCE = 2;

  private final MemoryBudget budget;
  private final BoundedExecutor large = new BoundedExecutor("parser", AT_ONCE, AT_ONCE);
  private final FairScheduler scheduler = new FairScheduler(AT_ONCE);

  /** One queue for each origin, while tasks wait in it. */
  private final SharedWhileUsed<String, FairScheduler.Queue> queues =
      new SharedWhileUsed<>(0, origin -> scheduler.newQueue());

  /** Limited only by the number of threads. */
  public ParserExecutor() {
    this(new MemoryBudget(Long.MAX_VALUE));
  }

  /**
   * @param budget rejects documents that need too much memory
   */
  @Inject
  public ParserExecutor(MemoryBudget budget) {
    this.budget = budget;
  }

  /** As {@link #compute(String, int, Supplier)}, for input without an origin. */
  public <T> Uni<T> compute(int bytes, Supplier<T> computation) {
    return compute("", bytes, computation);
  }

  /**
   * The result of a computation. It runs here for small input, else on another thread.
   *
   * @param origin the origin of the input; origins are served in turn
   * @param bytes the size of the input
   */
  public <T> Uni<T> compute(String origin, int bytes, Supplier<T> computation) {
    return check(
        origin,
        bytes,
        () -> {
          budget.requireParseable(bytes);
          return computation.get();
        });
  }

  /**
   * The same for a computation that needs no memory beyond its input, because it does not parse.
   */
  public <T> Uni<T> check(String origin, int bytes, Supplier<T> computation) {
    return bytes <= SMALL ? Uni.createFrom().item(computation) : inTurn(origin, computation);
  }

  /** The result of a computation that always runs on another thread. */
  public <T> Uni<T> inTurn(String origin, Supplier<T> computation) {
    return queues.use(origin, queue -> queue.submit(() -> large.run(computation::get)));
  }
}
