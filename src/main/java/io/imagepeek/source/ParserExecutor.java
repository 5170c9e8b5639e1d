package io.imagepeek.source;

import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.function.Supplier;

/**
 * Keeps the parsing of large documents, and the writing of large answers, away from event loops,
 * where it would hold up every other connection; small ones are parsed where they arrive, since
 * handing them over costs more. Each place that documents come from has its turn. There is one for
 * the application: a second one would double what parsing may take of the memory.
 */
@Singleton
public final class ParserExecutor {

  /** Bytes that take well under a millisecond to parse. */
  private static final int SMALL = 64 * 1024;

  /** Documents take many times their size while they are read: few at once bound the memory. */
  private static final int AT_ONCE = 2;

  private final MemoryBudget budget;
  private final BoundedExecutor large = new BoundedExecutor("parser", AT_ONCE, AT_ONCE);
  private final FairScheduler turns = new FairScheduler(AT_ONCE);

  /** A line while anybody stands in it. */
  private final SharedWhileUsed<String, FairScheduler.Line> lines =
      new SharedWhileUsed<>(0, origin -> turns.line());

  /** Bounded by the number of threads alone. */
  public ParserExecutor() {
    this(new MemoryBudget(Long.MAX_VALUE));
  }

  /**
   * @param budget refuses what takes too much memory to parse
   */
  @Inject
  public ParserExecutor(MemoryBudget budget) {
    this.budget = budget;
  }

  /** The result of a computation over so many bytes of input that come from nowhere special. */
  public <T> Uni<T> compute(int bytes, Supplier<T> computation) {
    return compute("", bytes, computation);
  }

  /**
   * The result of a computation over so many bytes of input.
   *
   * @param origin where they come from: what comes from elsewhere has its turns, too
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

  /** The same for a computation that needs no memory beside its input: nothing is parsed. */
  public <T> Uni<T> check(String origin, int bytes, Supplier<T> computation) {
    return bytes <= SMALL ? Uni.createFrom().item(computation) : inTurn(origin, computation);
  }

  /** The result of a computation that is large in any case. */
  public <T> Uni<T> inTurn(String origin, Supplier<T> computation) {
    return lines.use(origin, line -> line.enter(() -> large.run(computation::get)));
  }
}
