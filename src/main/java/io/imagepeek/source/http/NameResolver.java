package io.imagepeek.source.http;

import io.smallrye.mutiny.Uni;
import java.net.InetAddress;
import java.util.List;

/** Finds the addresses of a host name. */
public interface NameResolver {

  /**
   * The addresses of a name or an address literal, in the order in which to try them; never empty.
   *
   * <p>Fails with a {@link java.net.UnknownHostException} where there is none. Does not block.
   */
  Uni<List<InetAddress>> resolve(String host);
}
