package io.imagepeek.source;

import io.imagepeek.failure.InspectFailure;
import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/**
 * The limit for the memory of everything that is read from registries, container engines and files:
 * the bodies, the parsed documents, and the responses to callers until they are written. There is
 * one budget for the application. A reservation waits for free memory until the deadline of its
 * inspection.
 *
 * <p>Half of it is for large bodies and a quarter for small ones, so that large bodies never delay
 * small ones. A quarter is for responses to callers; a holder of this part never waits for more of
 * it.
 */
public final class MemoryBudget {

  /**
   * The bytes to reserve for a body of unknown length. Few tokens, errors, single-platform
   * manifests and configurations are larger.
   */
  public static final int FIRST = 8 * 1024;

  /** The maximum size of a small body, in bytes. */
  public static final int SMALL = 64 * 1024;

  /**
   * The bytes of memory for each byte of a body, from its arrival to the end of its inspection.
   * Measured: the worst document takes 6 times its size, a normal manifest 3 times, the engine's
   * view of a configuration with only volumes 8 times. {@code GoJson} limits the number of values
   * by the size of the document to guarantee this.
   */
  private static final int MEMORY_PER_BYTE = 8;

  /** The overhead of a string in bytes. */
  private static final int STRING_OVERHEAD = 64;

  /**
   * How long a holder of memory may wait for more. Two holders can wait for each other (a
   * deadlock); then one of them has to give up.
   */
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  /**
   * A wait ends this long before the deadline of the inspection, so that the failure can name the
   * cause.
   */
  private static final Duration MARGIN = Duration.ofMillis(50);

  private final MemoryPool large;
  private final MemoryPool small;
  private final MemoryPool responses;

  /**
   * @param bytes the size of the whole budget
   */
  public MemoryBudget(long bytes) {
    this.large = new MemoryPool(bytes / 2);
    this.small = new MemoryPool(bytes / 4);
    this.responses = new MemoryPool(bytes / 4);
  }

  /**
   * Reserves memory for a body and its parsed form. It is held until the inspection ends.
   *
   * @param host the host that sends it
   * @param bytes the maximum size of the body
   * @return fails with an {@link InspectFailure}: at once if the inspection already holds too much
   *     for it, and with a transient one if no memory becomes free in time
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
              Duration left = context.remaining().minus(MARGIN);
              Duration patience = held == 0 || left.compareTo(PATIENCE) < 0 ? left : PATIENCE;
              return context.waiting(
                  wait(pool.take(host, need(bytes), holdings), patience, "the image's documents"));
            });
  }

  /**
   * Reads a body after reserving memory by {@link #forBody}. The reservation is released at once if
   * the reading fails.
   *
   * @param reading receives the reservation, to shrink it later
   */
  public <T> Uni<T> reading(
      String host,
      int bytes,
      InspectionContext context,
      Function<MemoryReservation, Uni<T>> reading) {
    return forBody(host, bytes, context)
        .flatMap(
            reservation ->
                reading
                    .apply(reservation)
                    .onFailure()
                    .invoke(() -> context.holdings().drop(reservation)));
  }

  /**
   * The maximum size of a large body that can still get memory.
   *
   * @param limit the upper limit of the result
   */
  public int most(int limit, HeldMemory holdings) {
    long held = holdings.bytesOf(large);
    return held == 0 ? limit : (int) Math.min(limit, (large.capacity() - held) / MEMORY_PER_BYTE);
  }

  private static InspectImageFailure neverRoom() {
    return new InspectImageFailure(
        "the image's documents together need more memory than the limit for documents"
            + " (imagepeek.limits.documents)");
  }

  /**
   * Reserves memory for a response until it is written.
   *
   * @return fails with a transient {@link InspectFailure} if no memory becomes free soon
   */
  public Uni<MemoryReservation> forAnswer(long bytes, HeldMemory holdings) {
    return Uni.createFrom()
        .deferred(
            () -> {
              MemoryReservation now = responses.takeNow("", bytes, holdings);
              return now != null
                  ? Uni.createFrom().item(now)
                  : wait(responses.take("", bytes, holdings), PATIENCE, "the response");
            });
  }

  /**
   * Rejects a document that needs more memory than the whole budget for large documents.
   *
   * @throws InspectImageFailure if it needs more
   */
  public void requireParseable(int bytes) {
    if (bytes > SMALL && need(bytes) > large.capacity()) {
      throw new InspectImageFailure(
          "a document of "
              + bytes
              + " bytes needs more memory than the limit for documents"
              + " (imagepeek.limits.documents)");
    }
  }

  /**
   * Rejects a response that needs more memory than all responses may have.
   *
   * @throws InspectImageFailure if it needs more
   */
  public void requireAnswerable(long bytes) {
    if (bytes > responses.capacity()) {
      throw new InspectImageFailure(
          "a response that needs "
              + bytes
              + " bytes of memory exceeds the limit for responses (imagepeek.limits.documents)");
    }
  }

  /** The bytes that are reserved now. */
  public long taken() {
    return large.taken() + small.taken() + responses.taken();
  }

  /** The memory for a body of this size, in bytes. */
  public static long need(int bytes) {
    return (long) MEMORY_PER_BYTE * bytes;
  }

  /** The memory for a list of short strings, in bytes. */
  public static long weight(List<String> texts) {
    return texts.stream().mapToLong(text -> STRING_OVERHEAD + text.length()).sum();
  }

  private static Uni<MemoryReservation> wait(
      Uni<MemoryReservation> room, Duration patience, String what) {
    InspectFailure none =
        InspectImageFailure.transientFailure(
            "no memory became free in time for "
                + what
                + "; the image's source is not at fault; try again later"
                + " (imagepeek.limits.documents)");
    return patience.isNegative() || patience.isZero()
        ? Uni.createFrom().failure(none)
        : room.ifNoItem().after(patience).failWith(none);
  }
}
