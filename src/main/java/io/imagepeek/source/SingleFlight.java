package io.imagepeek.source;

import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.subscription.Cancellable;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Does a piece of work once for all who ask for it while it is under way: one flight for each key.
 * It keeps nothing: whoever asks after the flight has ended starts the next one.
 *
 * <p>Safe for use by many threads. An outcome is delivered on the thread that the work ended on,
 * and to each passenger in the order of joining.
 *
 * @param <K> what makes two pieces of work the same
 * @param <V> what the work gives
 */
public final class SingleFlight<K, V> {

  private final ConcurrentMap<K, Flight> flights = new ConcurrentHashMap<>();

  /**
   * Takes part in the flight for a key. Nothing happens before the answer is subscribed to; each
   * subscription joins anew, so that a repeated one starts a new flight after a failure.
   *
   * <p>The work's failure goes to all passengers, also one that {@code start} throws. A passenger
   * that cancels leaves the others alone; the last one to cancel cancels the work. The work must
   * not wait for a flight of its own key.
   *
   * @param start gives the work; called at most once for each flight, on the thread of the
   *     subscriber that opens it, and without holding a lock
   */
  public Uni<V> join(K key, Supplier<Uni<V>> start) {
    return Uni.createFrom()
        .emitter(passenger -> board(key, flight -> start.get(), flight -> {}, passenger));
  }

  /**
   * Takes part in the flight for a key as an inspection does: a flight lasts as long as the last
   * inspection that has joined it. Where its opener has used up its requests, the others go on
   * without it.
   *
   * @param passenger who joins, and whose flight it is if nobody has opened one
   * @param start gives the work, with a context of its own; see {@link #join(Object, Supplier)}
   */
  public Uni<V> join(
      K key, InspectionContext passenger, Function<InspectionContext, Uni<V>> start) {
    return Uni.createFrom()
        .deferred(
            () -> {
              AtomicBoolean opened = new AtomicBoolean();
              Uni<V> flown =
                  Uni.createFrom()
                      .emitter(
                          emitter ->
                              board(
                                  key,
                                  flight -> {
                                    opened.set(true);
                                    InspectionContext shared = flight.shared(passenger);
                                    return start.apply(shared).onTermination().invoke(shared::end);
                                  },
                                  flight -> flight.shareWith(passenger),
                                  emitter));
              return flown
                  .onFailure(failure -> isOfOpener(failure) && !opened.get())
                  .recoverWithUni(() -> join(key, passenger, start));
            });
  }

  private static boolean isOfOpener(Throwable failure) {
    return failure instanceof InspectImageFailure used && used.hasUsedUpRequests();
  }

  /** How many flights are under way. */
  public int inFlight() {
    return flights.size();
  }

  /**
   * @param joined is told of a flight that others have opened
   */
  private void board(
      K key,
      Function<Flight, Uni<V>> start,
      Consumer<Flight> joined,
      UniEmitter<? super V> passenger) {
    while (true) {
      Flight opened = new Flight(key);
      Flight known = flights.putIfAbsent(key, opened);
      Flight flight = known == null ? opened : known;
      if (flight.admit(passenger)) {
        passenger.onTermination(() -> flight.leave(passenger));
        if (known == null) {
          flight.launch(start);
        } else {
          joined.accept(flight);
        }
        return;
      }
      // It has ended, and whoever ended it is about to remove it: do not wait for that.
      flights.remove(key, flight);
    }
  }

  private final class Flight {
    private final K key;
    // Guarded by this, as are the two below; an emitter has identity, not equality.
    private final Set<UniEmitter<? super V>> passengers = new LinkedHashSet<>();
    private boolean ended;
    private @Nullable Cancellable work;
    private @Nullable InspectionContext shared;
    private final List<InspectionContext> early = new ArrayList<>();

    Flight(K key) {
      this.key = key;
    }

    /** Its context, once it is opened by an inspection. */
    synchronized InspectionContext shared(InspectionContext opener) {
      InspectionContext opened = opener.shared();
      early.forEach(opened::shareWith);
      shared = opened;
      return opened;
    }

    synchronized void shareWith(InspectionContext other) {
      InspectionContext opened = shared;
      if (opened == null) {
        early.add(other); // faster than its opener
      } else {
        opened.shareWith(other);
      }
    }

    synchronized boolean admit(UniEmitter<? super V> passenger) {
      return !ended && passengers.add(passenger);
    }

    void launch(Function<Flight, Uni<V>> start) {
      if (hasEnded()) {
        return;
      }
      Cancellable started;
      try {
        started =
            start
                .apply(this)
                .subscribe()
                .with(
                    item -> end(passenger -> passenger.complete(item)),
                    failure -> end(passenger -> passenger.fail(failure)));
      } catch (Throwable thrown) {
        end(passenger -> passenger.fail(thrown));
        return;
      }
      boolean abandoned;
      synchronized (this) {
        work = started;
        abandoned = ended;
      }
      if (abandoned) {
        // The last passenger left while the work was starting; if it just ended, this does nothing.
        started.cancel();
      }
    }

    void leave(UniEmitter<? super V> passenger) {
      Cancellable abandoned;
      synchronized (this) {
        if (!passengers.remove(passenger) || !passengers.isEmpty()) {
          return;
        }
        ended = true;
        abandoned = work;
      }
      flights.remove(key, this);
      if (abandoned != null) {
        abandoned.cancel();
      }
    }

    private synchronized boolean hasEnded() {
      return ended;
    }

    private void end(Consumer<UniEmitter<? super V>> outcome) {
      List<UniEmitter<? super V>> waiting;
      synchronized (this) {
        if (ended) {
          return;
        }
        ended = true;
        waiting = List.copyOf(passengers);
        passengers.clear();
      }
      // Before anyone is told: who asks again on hearing the outcome gets a new flight.
      flights.remove(key, this);
      for (UniEmitter<? super V> passenger : waiting) {
        try {
          outcome.accept(passenger);
        } catch (RuntimeException thrown) {
          // A passenger's own defect; the others still wait for their answer.
          Infrastructure.handleDroppedException(thrown);
        }
      }
    }
  }
}
