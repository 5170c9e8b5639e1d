package io.imagepeek.protocol;

import io.imagepeek.testing.ScriptedRegistry;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Registries and their mirrors, all in plain http, and the file that says which is which. */
public class MirrorFixtures implements QuarkusTestResourceLifecycleManager {

  @SuppressWarnings("NullAway.Init")
  ScriptedRegistry registry;

  @SuppressWarnings("NullAway.Init")
  ScriptedRegistry first;

  @SuppressWarnings("NullAway.Init")
  ScriptedRegistry second;

  @SuppressWarnings("NullAway.Init")
  private Path conf;

  @Override
  public Map<String, String> start() {
    registry = ScriptedRegistry.start();
    first = ScriptedRegistry.start();
    second = ScriptedRegistry.start();
    try {
      conf = Files.createTempFile("imagepeek", ".registries.conf");
      Files.writeString(
          conf,
          """
          [[registry]]
          prefix = "registry.test"
          location = "%1$s/moved"
          insecure = true

          [[registry.mirror]]
          location = "%2$s/copies"
          insecure = true

          [[registry.mirror]]
          location = "%3$s"
          insecure = true

          [[registry]]
          prefix = "pinned.test"
          location = "%1$s/pinned"
          insecure = true
          mirror-by-digest-only = true

          [[registry.mirror]]
          location = "%2$s"
          insecure = true

          [[registry]]
          location = "blocked.test"
          blocked = true
          """
              .formatted(registry.authority(), first.authority(), second.authority()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Map.of(
        "imagepeek.registry.registries-conf",
        conf.toString(),
        // The registry itself is not among those that may be asked: its mirrors and places are.
        "imagepeek.registry.allow",
        List.of("registry.test", "pinned.test", "blocked.test").stream()
            .collect(Collectors.joining(",")));
  }

  @Override
  public void inject(TestInjector injector) {
    injector.injectIntoFields(this, new TestInjector.MatchesType(MirrorFixtures.class));
  }

  @Override
  public void stop() {
    registry.close();
    first.close();
    second.close();
    try {
      Files.delete(conf);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
