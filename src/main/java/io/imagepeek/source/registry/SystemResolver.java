package io.imagepeek.source.registry;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import java.net.InetAddress;
import java.util.List;

/** The resolver of the operating system, with its hosts file, search domains and caches. */
final class SystemResolver implements NameResolver {

  @Override
  public Uni<List<InetAddress>> resolve(String host) {
    // The call blocks for as long as name servers take, so it never runs on an event loop.
    return Uni.createFrom()
        .item(host)
        .onItem()
        .transform(
            io.smallrye.mutiny.unchecked.Unchecked.function(
                h -> List.of(InetAddress.getAllByName(h))))
        .runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
  }
}
