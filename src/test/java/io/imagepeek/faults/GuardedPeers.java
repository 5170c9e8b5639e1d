package io.imagepeek.faults;

import io.imagepeek.testing.ScriptedRegistry;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Starts registries before the function does; each test takes its own, and so their breakers. */
public class GuardedPeers implements QuarkusTestResourceLifecycleManager {

  private static final int REGISTRIES = 16;

  /** The registries that no test has taken yet, and a port where nobody listens. */
  record Unused(List<ScriptedRegistry> registries, Socket refused) {
    ScriptedRegistry take() {
      return registries.remove(0);
    }
  }

  private final List<ScriptedRegistry> started =
      Stream.generate(ScriptedRegistry::start).limit(REGISTRIES).toList();
  private final Unused unused;

  public GuardedPeers() {
    try {
      unused = new Unused(new ArrayList<>(started), FaultyPeers.refusing());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Map<String, String> start() {
    return Map.of(
        "imagepeek.registry.insecure",
        IntStream.concat(
                started.stream().mapToInt(ScriptedRegistry::port),
                IntStream.of(unused.refused().getLocalPort()))
            .mapToObj(port -> "127.0.0.1:" + port)
            .collect(Collectors.joining(",")),
        "imagepeek.network.allow",
        "127.0.0.0/8");
  }

  @Override
  public void inject(TestInjector injector) {
    injector.injectIntoFields(unused, new TestInjector.MatchesType(Unused.class));
  }

  @Override
  public void stop() {
    started.forEach(ScriptedRegistry::close);
    try {
      unused.refused().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
