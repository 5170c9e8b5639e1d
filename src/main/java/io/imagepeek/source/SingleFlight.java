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
 * Runs work once for all callers that request it while it is running: one flight for each key. It
 * caches nothing: the next call after a flight has ended starts a new one.
 *
 * <p>Thread-safe. The result is delivered on the thread that the work ended on, to the subscribers
 * in the order of joining.
 *
 * @param <K> the key of the work
 * @param <V> the result of the work
 */
public final class SingleFlight<K, V> {

  private final ConcurrentMap<K, Flight> flights = new ConcurrentHashMap<>();

  /**
   * Joins the flight for a key. Nothing happens before the subscription. Each subscription joins
   * anew, so a retry after a failure starts a new flight.
   *
   * <p>A failure of the work, or of {@code start}, goes to all subscribers. A cancellation does not
   * affect the other subscribers; the last one cancels the work. The work must not wait for a
   * flight of its own key.
   *
   * @param start creates the work; called at most once for each flight, on the thread of its first
   *     subscriber, without holding a lock
   */
  public Uni<V> join(K key, Supplier<Uni<V>> start) {
    return Uni.createFrom()
        .emitter(subscriber -> subscribe(key, flight -> start.get(), flight -> {}, subscriber));
  }

  /**
   * Joins the flight for a key with an inspection. A flight may last until the latest deadline of
   * its inspections. If its opener uses up its request budget, the others join a new flight.
   *
   * @param context the inspection that joins, and that opens the flight if there is none
   * @param start creates the work, which has its own context; see {@link #join(Object, Supplier)}
   */
  public Uni<V> join(K key, InspectionContext context, Function<InspectionContext, Uni<V>> start) {
    return Uni.createFrom()
        .deferred(
            () -> {
              AtomicBoolean opened = new AtomicBoolean();
              Uni<V> result =
                  Uni.createFrom()
                      .emitter(
                          emitter ->
                              subscribe(
                                  key,
                                  flight -> {
                                    opened.set(true);
                                    InspectionContext shared = flight.shared(context);
                                    return start.apply(shared).onTermination().invoke(shared::end);
                                  },
                                  flight -> flight.shareWith(context),
                                  emitter));
              return result
                  .onFailure(failure -> isOfOpener(failure) && !opened.get())
                  .recoverWithUni(() -> join(key, context, start));
            });
  }

  private static boolean isOfOpener(Throwable failure) {
    return failure instanceof InspectImageFailure used && used.hasUsedUpRequests();
  }

  /** The number of running flights. */
  public int inFlight() {
    return flights.size();
  }

  /**
   * @param joined receives a flight that another caller has opened
   */
  private void subscribe(
      K key,
      Function<Flight, Uni<V>> start,
      Consumer<Flight> joined,
      UniEmitter<? super V> subscriber) {
    while (true) {
      Flight opened = new Flight(key);
      Flight known = flights.putIfAbsent(key, opened);
      Flight flight = known == null ? opened : known;
      if (flight.add(subscriber)) {
        subscriber.onTermination(() -> flight.leave(subscriber));
        if (known == null) {
          flight.start(start);
        } else {
          joined.accept(flight);
        }
        return;
      }
      // It has ended and is about to be removed. Do not wait for that.
      flights.remove(key, flight);
    }
  }

  private final class Flight {
    private final K key;
    // All fields below are guarded by this.
    private final Set<UniEmitter<? super V>> subscribers = new LinkedHashSet<>();
    private boolean ended;
    private @Nullable Cancellable work;
    private @Nullable InspectionContext shared;
    private final List<InspectionContext> early = new ArrayList<>();

    Flight(K key) {
      this.key = key;
    }

    /** Creates the context of the shared work. */
    synchronized InspectionContext shared(InspectionContext opener) {
      InspectionContext opened = opener.shared();
      early.forEach(opened::shareWith);
      shared = opened;
      return opened;
    }

    synchronized void shareWith(InspectionContext other) {
      InspectionContext opened = shared;
      if (opened == null) {
        early.add(other); // joined before the opener created the context
      } else {
        opened.shareWith(other);
      }
    }

    synchronized boolean add(UniEmitter<? super V> subscriber) {
      return !ended && subscribers.add(subscriber);
    }

    void start(Function<Flight, Uni<V>> start) {
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
                    item -> end(subscriber -> subscriber.complete(item)),
                    failure -> end(subscriber -> subscriber.fail(failure)));
      } catch (Throwable thrown) {
        end(subscriber -> subscriber.fail(thrown));
        return;
      }
      boolean abandoned;
      synchronized (this) {
        work = started;
        abandoned = ended;
      }
      if (abandoned) {
        // The last subscriber cancelled while the work was starting. If the work just ended, this
        // does nothing.
        started.cancel();
      }
    }

    void leave(UniEmitter<? super V> subscriber) {
      Cancellable abandoned;
      synchronized (this) {
        if (!subscribers.remove(subscriber) || !subscribers.isEmpty()) {
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

    private void end(Consumer<UniEmitter<? super V>> delivery) {
      List<UniEmitter<? super V>> waiting;
      synchronized (this) {
        if (ended) {
          return;
        }
        ended = true;
        waiting = List.copyOf(subscribers);
        subscribers.clear();
      }
      // Before the delivery: a subscriber that retries on the result must get a new flight.
      flights.remove(key, this);
      for (UniEmitter<? super V> subscriber : waiting) {
        try {
          delivery.accept(subscriber);
        } catch (RuntimeException thrown) {
          // An error in one subscriber. The others still need the result.
          Infrastructure.handleDroppedException(thrown);
        }
      }
    }
  }
}
