package io.imagepeek.bench;

import java.util.stream.Stream;

/** What has passed through proxies, as each of them counts it. */
record Wire(int connections, int roundTrips) {

  /** All that has passed through them so far. */
  static Wire of(DelayingProxy... proxies) {
    return new Wire(
        Stream.of(proxies).mapToInt(DelayingProxy::connections).sum(),
        Stream.of(proxies).mapToInt(DelayingProxy::roundTrips).sum());
  }

  Wire since(Wire before) {
    return new Wire(connections - before.connections, roundTrips - before.roundTrips);
  }
}
