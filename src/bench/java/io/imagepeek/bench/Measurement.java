package io.imagepeek.bench;

import org.jspecify.annotations.Nullable;

/** What the repetitions of one case cost, or why the application refuses it. */
final class Measurement {

  private final Samples millis = new Samples();
  private final Samples requests = new Samples();
  private final Samples connections = new Samples();
  private final Samples roundTrips = new Samples();
  private @Nullable String refusal;

  void add(double taken, int asked, Wire passed) {
    millis.add(taken);
    requests.add(asked);
    connections.add(passed.connections());
    roundTrips.add(passed.roundTrips());
  }

  void refused(Caller.RefusedException refused) {
    refusal = refused.getMessage();
  }

  /** Why there is no measurement; null where there is one. */
  @Nullable String refusal() {
    return refusal;
  }

  Samples millis() {
    return millis;
  }

  /** Requests to the registry and the token service, as the application's log counts them. */
  Samples requests() {
    return requests;
  }

  /** Connections to the registry and the token service, as the proxies count them. */
  Samples connections() {
    return connections;
  }

  /** Round trips, as the proxies count them. */
  Samples roundTrips() {
    return roundTrips;
  }
}
