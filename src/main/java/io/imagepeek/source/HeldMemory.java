package io.imagepeek.source;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one inspection, or a reading that several share, holds of the {@link MemoryBudget}. It is
 * given back when the last of its users has let go of it. Safe for many threads.
 */
public final class HeldMemory {

  private final @Nullable HeldMemory opener;
  // All of these are guarded by this.
  private final List<MemoryReservation> charges = new ArrayList<>();
  private final List<HeldMemory> joined = new ArrayList<>();
  private int users = 1;

  /** With one user. */
  public HeldMemory() {
    this(null);
  }

  /**
   * @param opener what holds more for the same inspection
   */
  HeldMemory(@Nullable HeldMemory opener) {
    this.opener = opener;
  }

  /** One user more, who has to {@link #letGo} too. */
  public void keep() {
    List<MemoryReservation> given;
    synchronized (this) {
      given = users++ == 0 ? List.copyOf(charges) : List.of();
    }
    // Between the last user and this one it was given back, though all of it was still there.
    given.forEach(MemoryReservation::takeAgain);
  }

  /** One user less; with the last one all is given back. */
  public void letGo() {
    List<MemoryReservation> unused;
    List<HeldMemory> left;
    synchronized (this) {
      if (users == 0 || --users > 0) {
        return;
      }
      unused = List.copyOf(charges);
      left = List.copyOf(joined);
      joined.clear();
    }
    unused.forEach(MemoryReservation::giveBack);
    left.forEach(HeldMemory::letGo);
  }

  /** Uses what was read together with others, until all of this is given back. */
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

  /** A charge is given back with the rest, if not before. */
  void add(MemoryReservation charge) {
    synchronized (this) {
      if (users > 0) {
        charges.add(charge);
        return;
      }
    }
    charge.giveBack();
  }

  /** Gives back a charge before the rest. */
  public void drop(MemoryReservation charge) {
    synchronized (this) {
      charges.remove(charge);
    }
    charge.giveBack();
  }

  /** Bytes that it holds now. */
  public long bytes() {
    return ownBytes() + joined().stream().mapToLong(HeldMemory::ownBytes).sum();
  }

  private synchronized long ownBytes() {
    return charges.stream().mapToLong(MemoryReservation::bytes).sum();
  }

  /** Bytes of a part of the budget, those that others hold for the same inspection among them. */
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
    return charges.stream().mapToLong(charge -> charge.bytesOf(pool)).sum();
  }
}
