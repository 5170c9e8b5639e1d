package io.imagepeek.faults;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The function with circuit breakers as they are by default, short waits, and few places. */
public class GuardProfile implements QuarkusTestProfile {

  static final int ATTEMPTS = 3;
  static final int BREAKER_CALLS = 10;
  static final Duration BREAKER_DELAY = Duration.ofSeconds(1);
  static final int PLACES = 3;
  static final int WAITING = 6;

  @Override
  public Map<String, String> getConfigOverrides() {
    Map<String, String> settings = new HashMap<>();
    // Each inspection is to ask: what is counted here is exchanges.
    settings.put("imagepeek.cache.bytes", "0");
    settings.put("imagepeek.retry.delay", "10ms");
    settings.put("imagepeek.serving.inspections", "" + PLACES);
    settings.put("imagepeek.serving.waiting", "" + WAITING);
    settings.put("imagepeek.serving.retry-after", "7s");
    settings.put("imagepeek.credentials.files", "false");
    settings.put("quarkus.http.test-port", "0");
    return settings;
  }

  @Override
  public Set<Class<?>> getEnabledAlternatives() {
    return Set.of(TestNames.class);
  }

  @Override
  public List<TestResourceEntry> testResources() {
    return List.of(new TestResourceEntry(GuardedPeers.class));
  }

  @Override
  public boolean disableGlobalTestResources() {
    return true;
  }
}
