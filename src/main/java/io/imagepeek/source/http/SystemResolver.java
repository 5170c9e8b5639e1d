package io.imagepeek.source.http;

import io.imagepeek.source.BoundedExecutor;
import io.imagepeek.source.SingleFlight;
import io.smallrye.mutiny.Uni;
import java.net.InetAddress;
import java.util.List;

/**
 * The resolver of the operating system, with its hosts file, search domains and caches. Its calls
 * block until a name server responds, so they run on threads of their own. Look-ups of the same
 * name at the same time are one.
 */
public final class SystemResolver implements NameResolver {

  private static final int LOOK_UPS_AT_ONCE = 32;
  private static final int LOOK_UPS_WAITING = 1_024;

  private final BoundedExecutor lookUps =
      new BoundedExecutor("resolver", LOOK_UPS_AT_ONCE, LOOK_UPS_WAITING);
  private final SingleFlight<String, List<InetAddress>> flights = new SingleFlight<>();

  @Override
  public Uni<List<InetAddress>> resolve(String host) {
    return flights.join(host, () -> lookUps.run(() -> List.of(InetAddress.getAllByName(host))));
  }
}
