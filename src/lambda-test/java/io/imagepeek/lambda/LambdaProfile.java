package io.imagepeek.lambda;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.List;
import java.util.Map;

/** The function as it is deployed, with a registry on the loopback. */
public class LambdaProfile implements QuarkusTestProfile {

  @Override
  public Map<String, String> getConfigOverrides() {
    return Map.of(
        "imagepeek.network.allow", "127.0.0.0/8",
        "imagepeek.credentials.files", "false",
        "imagepeek.proxy.https", "",
        "imagepeek.proxy.http", "",
        "imagepeek.proxy.none", "",
        "imagepeek.retry.delay", "1ms",
        // One registry fails for all tests, and more often than any does.
        "imagepeek.host.breaker-calls", "1000000");
  }

  @Override
  public List<TestResourceEntry> testResources() {
    return List.of(new TestResourceEntry(LambdaRegistry.class));
  }
}
