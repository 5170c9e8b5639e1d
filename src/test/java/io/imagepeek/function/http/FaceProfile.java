package io.imagepeek.function.http;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The application as it is, with registries on the loopback and a machine without proxies. */
public class FaceProfile implements QuarkusTestProfile {

  @Override
  public Set<Class<?>> getEnabledAlternatives() {
    return Set.of(BrokenCredentials.class);
  }

  @Override
  public Map<String, String> getConfigOverrides() {
    return Map.of(
        "imagepeek.network.allow", "127.0.0.0/8",
        "imagepeek.proxy.https", "",
        "imagepeek.proxy.http", "",
        "imagepeek.proxy.none", "",
        "imagepeek.retry.delay", "1ms",
        // One registry fails for all tests, and more often than any does.
        "imagepeek.host.breaker-calls", "1000000");
  }

  @Override
  public List<TestResourceEntry> testResources() {
    return List.of(new TestResourceEntry(FaceRegistries.class));
  }

  @Override
  public boolean disableGlobalTestResources() {
    return true;
  }
}
