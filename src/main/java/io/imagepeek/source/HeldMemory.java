package io.imagepeek.source;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The memory that one inspection, or a read shared by several, holds from the {@link MemoryBudget}.
 * It is released when its last user lets go of it. Thread-safe.
 */
public final class HeldMemory {

  private final @Nullable HeldMemory opener;
  // All fields below are guarded by this.
  private final List<MemoryReservation> reservations = new ArrayList<>();
  private final List<HeldMemory> joined = new ArrayList<>();
  private int users = 1;

  /** With one user. */
  public HeldMemory() {
    this(null);
  }

  /**
   * @param opener the memory of the inspection that opened a shared read
   */
  HeldMemory(@Nullable HeldMemory opener) {
    this.opener = opener;
  }

  /** Adds a user, which must call {@link #letGo} too. */
  public void keep() {
    List<MemoryReservation> released;
    synchronized (this) {
      released = users++ == 0 ? List.copyOf(reservations) : List.of();
    }
    // It was released with the last user, although the data still existed. Reserve it again.
    released.forEach(MemoryReservation::takeAgain);
  }

  /** Removes a user. The last one releases everything. */
  public void letGo() {
    List<MemoryReservation> unused;
    List<HeldMemory> left;
    synchronized (this) {
      if (users == 0 || --users > 0) {
        return;
      }
      unused = List.copyOf(reservations);
      left = List.copyOf(joined);
      joined.clear();
    }
    unused.forEach(MemoryReservation::giveBack);
    left.forEach(HeldMemory::letGo);
  }

  /** Becomes a user of shared memory, until this memory is released. */
  public void join(HeldMemory shared) {
    shared.keep();
    synchronized (this) {
      if (users > 0) {
        joined.add(shared);
        return;
      }
    }
    shared.letGo();
  }

  /** Adds a reservation, which is released with the rest, or earlier by {@link #drop}. */
  void add(MemoryReservation reservation) {
    synchronized (this) {
      if (users > 0) {
        reservations.add(reservation);
        return;
      }
    }
    reservation.giveBack();
  }

  /** Releases a reservation before the rest. */
  public void drop(MemoryReservation reservation) {
    synchronized (this) {
      reservations.remove(reservation);
    }
    reservation.giveBack();
  }

  /** The bytes that it holds now. */
  public long bytes() {
    return ownBytes() + joined().stream().mapToLong(HeldMemory::ownBytes).sum();
  }

  private synchronized long ownBytes() {
    return reservations.stream().mapToLong(MemoryReservation::bytes).sum();
  }

  /** The bytes held from one pool, including shared memory of the same inspection. */
  long bytesOf(MemoryPool pool) {
    Set<HeldMemory> all = new HashSet<>(joined());
    all.add(this);
    if (opener != null) {
      all.addAll(opener.joined());
      all.add(opener);
    }
    return all.stream().mapToLong(held -> held.ownBytesOf(pool)).sum();
  }

  private synchronized List<HeldMemory> joined() {
    return List.copyOf(joined);
  }

  private synchronized long ownBytesOf(MemoryPool pool) {
    return reservations.stream().mapToLong(reservation -> reservation.bytesOf(pool)).sum();
  }
}
