package io.imagepeek.faults;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The function with short times and low limits, so that each fault is over soon. Its circuit
 * breakers never open: they have a profile of their own.
 */
public class FaultProfile implements QuarkusTestProfile {

  static final int ATTEMPTS = 3;
  static final Duration CONNECT = Duration.ofMillis(400);
  static final Duration ATTEMPT = Duration.ofMillis(800);
  static final Duration INSPECTION = Duration.ofSeconds(4);
  static final Duration RETRY_AFTER_CAP = Duration.ofSeconds(5);

  /** 20 ms and 40 ms, each half as long again at most. */
  static final Duration WAITS = Duration.ofMillis(90);

  /** What a busy machine may take on top of the times that the settings make up. */
  static final Duration SLACK = Duration.ofSeconds(3);

  static final int MANIFEST_BYTES = 200_000;
  static final int CONFIG_BYTES = 100_000;
  static final int TOKEN_BYTES = 50_000;
  static final int TAGS_PAGE_BYTES = 150_000;
  static final int ERROR_BYTES = 30_000;
  static final int CONCURRENCY = 16;

  /** The longest that attempts of which each lasts so long can take. */
  static Duration allAttempts(Duration each) {
    return each.multipliedBy(ATTEMPTS).plus(WAITS).plus(SLACK);
  }

  @Override
  public Map<String, String> getConfigOverrides() {
    Map<String, String> settings = new HashMap<>();
    settings.put("imagepeek.time.connect", CONNECT.toMillis() + "ms");
    settings.put("imagepeek.time.attempt", ATTEMPT.toMillis() + "ms");
    settings.put("imagepeek.time.inspection", INSPECTION.toMillis() + "ms");
    settings.put("imagepeek.retry.attempts", "" + ATTEMPTS);
    settings.put("imagepeek.retry.delay", "20ms");
    settings.put("imagepeek.retry.jitter", "0.5");
    settings.put("imagepeek.retry.retry-after-cap", RETRY_AFTER_CAP.toMillis() + "ms");
    settings.put("imagepeek.host.concurrency", "" + CONCURRENCY);
    settings.put("imagepeek.host.breaker-calls", "10000");
    settings.put("imagepeek.limits.manifest-bytes", "" + MANIFEST_BYTES);
    settings.put("imagepeek.limits.config-bytes", "" + CONFIG_BYTES);
    settings.put("imagepeek.limits.token-bytes", "" + TOKEN_BYTES);
    settings.put("imagepeek.limits.tags-page-bytes", "" + TAGS_PAGE_BYTES);
    settings.put("imagepeek.limits.error-bytes", "" + ERROR_BYTES);
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
    return List.of(new TestResourceEntry(FaultyPeers.class));
  }

  @Override
  public boolean disableGlobalTestResources() {
    return true;
  }
}
