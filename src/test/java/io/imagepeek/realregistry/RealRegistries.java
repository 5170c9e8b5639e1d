package io.imagepeek.realregistry;

import io.imagepeek.golden.TemporaryDirectory;
import io.imagepeek.testing.TestAuthority;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;

/** One empty registry of each mode. */
final class RealRegistries implements AutoCloseable {

  private final Map<RegistryMode, RealRegistry> byMode = new EnumMap<>(RegistryMode.class);

  private final Path directory;

  private RealRegistries(Path directory) {
    this.directory = directory;
  }

  /** Starts all of them; their certificates are of an authority of their own. */
  static RealRegistries start() {
    RealRegistries registries = new RealRegistries(TemporaryDirectory.create());
    try {
      TestAuthority authority = TestAuthority.create(registries.directory);
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

  /** The certificate of the authority that those over TLS use, PEM. */
  Path caPem() {
    return get(RegistryMode.HTPASSWD).caPem().orElseThrow();
  }

  @Override
  public void close() {
    byMode.values().forEach(RealRegistry::close);
    TemporaryDirectory.delete(directory);
  }
}
