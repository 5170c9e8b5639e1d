package io.imagepeek.protocol;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Registries on the loopback, directly reached; names, time and stored credentials are a test's.
 */
public class ProtocolProfile implements QuarkusTestProfile {

  static final int TAGS = 20;
  static final int TOKEN_BYTES = 8 * 1024;
  static final String USER_AGENT = "(ops@example.com)";

  @Override
  public Set<Class<?>> getEnabledAlternatives() {
    return Set.of(TestNames.class, TestClock.class, TestWall.class, StoredCredentials.class);
  }

  @Override
  public Map<String, String> getConfigOverrides() {
    return Map.ofEntries(
        Map.entry("imagepeek.network.allow", "127.0.0.0/8,::1/128"),
        // What the machine that runs the tests has set is not what is tested.
        Map.entry("imagepeek.proxy.https", ""),
        Map.entry("imagepeek.proxy.http", ""),
        Map.entry("imagepeek.proxy.none", ""),
        Map.entry("imagepeek.registry.user-agent", USER_AGENT),
        Map.entry("imagepeek.time.attempt", "20s"),
        Map.entry("imagepeek.time.inspection", "60s"),
        Map.entry("imagepeek.retry.delay", "1ms"),
        // The fixtures fail more often than any registry does.
        Map.entry("imagepeek.host.breaker-calls", "1000000"),
        Map.entry("imagepeek.limits.tags", "" + TAGS),
        Map.entry("imagepeek.limits.token-bytes", "" + TOKEN_BYTES));
  }

  @Override
  public List<TestResourceEntry> testResources() {
    return List.of(new TestResourceEntry(Fixtures.class));
  }

  @Override
  public boolean disableGlobalTestResources() {
    return true;
  }
}
