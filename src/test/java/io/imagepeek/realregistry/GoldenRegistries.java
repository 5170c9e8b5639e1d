package io.imagepeek.realregistry;

import io.imagepeek.golden.TestLayout;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Real registries of every mode, each filled with the whole {@link TestLayout}, and the settings
 * with which the application may ask them.
 */
public final class GoldenRegistries implements QuarkusTestResourceLifecycleManager {

  private @Nullable RealRegistries registries;

  @Override
  public Map<String, String> start() {
    RealRegistries started = RealRegistries.start();
    registries = started;
    TestLayout layout = TestLayout.load();
    CompletableFuture.allOf(
            Stream.of(RegistryMode.values())
                .map(started::get)
                .map(registry -> CompletableFuture.runAsync(() -> fill(registry, layout)))
                .toArray(CompletableFuture[]::new))
        .join();
    return Map.of(
        "imagepeek.registry.insecure",
        started.get(RegistryMode.OPEN).address(),
        "imagepeek.network.allow",
        "127.0.0.0/8",
        "quarkus.tls.imagepeek.trust-store.pem.certs",
        started.caPem().toString(),
        "imagepeek.registry.tls-configuration-name",
        "imagepeek");
  }

  private static void fill(RealRegistry registry, TestLayout layout) {
    List<TestLayout.Entry> refused = new LayoutPusher(layout, registry).push();
    if (refused.size() != 1) {
      throw new IllegalStateException("refused more than the artifact manifest: " + refused);
    }
  }

  @Override
  public void inject(TestInjector injector) {
    if (registries != null) {
      injector.injectIntoFields(registries, new TestInjector.MatchesType(RealRegistries.class));
    }
  }

  @Override
  public void stop() {
    if (registries != null) {
      registries.close();
      registries = null;
    }
  }
}
