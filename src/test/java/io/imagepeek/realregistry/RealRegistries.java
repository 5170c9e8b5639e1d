package io.imagepeek.realregistry;

import io.imagepeek.testing.TestAuthority;
import java.util.EnumMap;
import java.util.Map;

/** One empty registry of each mode. */
final class RealRegistries implements AutoCloseable {

  private final Map<RegistryMode, RealRegistry> byMode = new EnumMap<>(RegistryMode.class);

  private RealRegistries() {}

  /** Starts all of them; their certificates are of this authority. */
  static RealRegistries start(TestAuthority authority) {
    RealRegistries registries = new RealRegistries();
    try {
      registries.byMode.put(RegistryMode.OPEN, RealRegistry.startOpen());
      registries.byMode.put(RegistryMode.HTPASSWD, RealRegistry.startWithHtpasswd(authority));
      registries.byMode.put(RegistryMode.BEARER, RealRegistry.startWithTokens(authority));
      return registries;
    } catch (RuntimeException e) {
      registries.close();
      throw e;
    }
  }

  RealRegistry get(RegistryMode mode) {
    RealRegistry registry = byMode.get(mode);
    if (registry == null) {
      throw new IllegalStateException("not started: " + mode);
    }
    return registry;
  }

  @Override
  public void close() {
    byMode.values().forEach(RealRegistry::close);
  }
}
