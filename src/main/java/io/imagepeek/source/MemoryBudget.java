package io.imagepeek.source;

import io.imagepeek.failure.InspectFailure;
import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/**
 * The memory that everything read from registries, container engines and files may take together:
 * the bodies of answers, what is parsed from them, and what is told of it until it has been
 * written. There is one for the application. Who gets none waits, for no longer than his inspection
 * lasts.
 *
 * <p>Half of it is for large bodies, a quarter for small ones, so that the large never hold those
 * up, and a quarter for answers to callers: nobody waits for these while he holds one.
 */
public final class MemoryBudget {

  /**
   * Bytes that room is made for where nothing is said of a length: few tokens, errors, manifests of
   * one platform or configurations are larger.
   */
  public static final int FIRST = 8 * 1024;

  /** Bytes of a body that counts as a small one. */
  public static final int SMALL = 64 * 1024;

  /**
   * What a body takes in all for each of its bytes, from its arrival until its inspection is over.
   * Documents of all kinds were parsed with as little memory as each needs: the worst took 6 times
   * its bytes, an honest manifest 3 times, the engine's view of a configuration of nothing but
   * volumes 8 times. {@code Json} bounds the values of a document by its bytes for this.
   */
  private static final int READ = 8;

  /** What a text takes beside its characters. */
  private static final int TEXT = 64;

  /**
   * How long who holds something may wait for more: others may wait for what he holds, and he for
   * what they do. Then one of them has to go.
   */
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  /** How much sooner than the inspection a wait ends, so that the failure can say what it was. */
  private static final Duration TO_TELL = Duration.ofMillis(50);

  private final MemoryPool large;
  private final MemoryPool small;
  private final MemoryPool answers;

  /**
   * @param bytes for all of it
   */
  public MemoryBudget(long bytes) {
    this.large = new MemoryPool(bytes / 2);
    this.small = new MemoryPool(bytes / 4);
    this.answers = new MemoryPool(bytes / 4);
  }

  /**
   * Takes what a body needs, also while it is parsed; it is held until the inspection is over.
   *
   * @param host whom it comes from
   * @param bytes of the body at most
   * @return fails with an {@link InspectFailure}: at once if there will never be room beside what
   *     the inspection holds already, and with one that may pass if there is none in time
   */
  public Uni<MemoryReservation> forBody(String host, int bytes, InspectionContext context) {
    MemoryPool pool = bytes <= SMALL ? small : large;
    HeldMemory holdings = context.holdings();
    return Uni.createFrom()
        .deferred(
            () -> {
              MemoryReservation now = pool.takeNow(host, need(bytes), holdings);
              if (now != null) {
                return Uni.createFrom().item(now);
              }
              long held = holdings.bytesOf(pool);
              if (held > 0 && held + need(bytes) > pool.capacity()) {
                return Uni.createFrom().failure(neverRoom());
              }
              Duration left = context.remaining().minus(TO_TELL);
              Duration patience = held == 0 || left.compareTo(PATIENCE) < 0 ? left : PATIENCE;
              return context.waiting(
                  wait(pool.take(host, need(bytes), holdings), patience, "the image's documents"));
            });
  }

  /**
   * Reads a body once there is room for it, as {@link #forBody} takes it. What it has taken is
   * given back at once where the reading fails.
   *
   * @param reading is given what was taken, to shrink it
   */
  public <T> Uni<T> reading(
      String host,
      int bytes,
      InspectionContext context,
      Function<MemoryReservation, Uni<T>> reading) {
    return forBody(host, bytes, context)
        .flatMap(
            charge ->
                reading.apply(charge).onFailure().invoke(() -> context.holdings().drop(charge)));
  }

  /**
   * How long a large body may become for which there can be room.
   *
   * @param limit what it may become in any case
   */
  public int most(int limit, HeldMemory holdings) {
    long held = holdings.bytesOf(large);
    return held == 0 ? limit : (int) Math.min(limit, (large.capacity() - held) / READ);
  }

  private static InspectImageFailure neverRoom() {
    return new InspectImageFailure(
        "the image's documents take more memory together than there is for documents"
            + " (imagepeek.limits.documents)");
  }

  /**
   * Takes what an answer needs until it has been written.
   *
   * @return fails with an {@link InspectFailure} that may pass, if there is no room soon
   */
  public Uni<MemoryReservation> forAnswer(long bytes, HeldMemory holdings) {
    return Uni.createFrom()
        .deferred(
            () -> {
              MemoryReservation now = answers.takeNow("", bytes, holdings);
              return now != null
                  ? Uni.createFrom().item(now)
                  : wait(answers.take("", bytes, holdings), PATIENCE, "the answer");
            });
  }

  /**
   * Refuses what would take more memory to parse than all documents may have.
   *
   * @throws InspectImageFailure if it does
   */
  public void requireParseable(int bytes) {
    if (bytes > SMALL && need(bytes) > large.capacity()) {
      throw new InspectImageFailure(
          "a document of "
              + bytes
              + " bytes takes more memory to read than there is for documents"
              + " (imagepeek.limits.documents)");
    }
  }

  /**
   * Refuses a part of an answer for which there would never be room.
   *
   * @throws InspectImageFailure if there would not
   */
  public void requireAnswerable(long bytes) {
    if (bytes > answers.capacity()) {
      throw new InspectImageFailure(
          "an answer that takes "
              + bytes
              + " bytes of memory is more than there is for answers (imagepeek.limits.documents)");
    }
  }

  /** Bytes that are taken now. */
  public long taken() {
    return large.taken() + small.taken() + answers.taken();
  }

  /** What a body of so many bytes takes in all. */
  public static long need(int bytes) {
    return (long) READ * bytes;
  }

  /** What a list of short texts takes. */
  public static long weight(List<String> texts) {
    return texts.stream().mapToLong(text -> TEXT + text.length()).sum();
  }

  private static Uni<MemoryReservation> wait(
      Uni<MemoryReservation> room, Duration patience, String what) {
    InspectFailure none =
        InspectImageFailure.transientFailure(
            "no memory was free for "
                + what
                + " in time, which is not the fault of the image's source; try again later"
                + " (imagepeek.limits.documents)");
    return patience.isNegative() || patience.isZero()
        ? Uni.createFrom().failure(none)
        : room.ifNoItem().after(patience).failWith(none);
  }
}
