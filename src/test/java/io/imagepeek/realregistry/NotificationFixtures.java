package io.imagepeek.realregistry;

import io.imagepeek.testing.ScriptedRegistry;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A real registry that tells of what happens in it, and a sink for what the application tells of
 * that.
 */
public final class NotificationFixtures implements QuarkusTestResourceLifecycleManager {

  static final String SECRET = "s3cr3tOfTheNotifications";

  private static final String AUTHORIZATION = "Bearer " + SECRET;

  private @Nullable NotificationRelay relay;
  private @Nullable RealRegistry registry;
  private @Nullable ScriptedRegistry sink;

  @Override
  public Map<String, String> start() {
    NotificationRelay startedRelay = NotificationRelay.start();
    relay = startedRelay;
    ScriptedRegistry startedSink = ScriptedRegistry.start();
    sink = startedSink;
    RealRegistry started = RealRegistry.startNotifying(startedRelay.url(), AUTHORIZATION);
    registry = started;
    return Map.of(
        "imagepeek.registry.insecure",
        started.address(),
        "imagepeek.network.allow",
        "127.0.0.0/8",
        "imagepeek.events.sink",
        startedSink.url("/"),
        "imagepeek.events.sink-attempts",
        "1",
        "imagepeek.events.authorization",
        AUTHORIZATION);
  }

  @Override
  public void inject(TestInjector injector) {
    injector.injectIntoFields(relay, new TestInjector.MatchesType(NotificationRelay.class));
    injector.injectIntoFields(registry, new TestInjector.MatchesType(RealRegistry.class));
    injector.injectIntoFields(sink, new TestInjector.MatchesType(ScriptedRegistry.class));
  }

  @Override
  public void stop() {
    // The registry first: it goes on to deliver as long as it is there.
    if (registry != null) {
      registry.close();
    }
    if (relay != null) {
      relay.close();
    }
    if (sink != null) {
      sink.close();
    }
  }
}
