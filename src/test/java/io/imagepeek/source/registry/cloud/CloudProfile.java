package io.imagepeek.source.registry.cloud;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.List;
import java.util.Map;

/** As delivered, but for the container tools' files, which are the test machine's. */
public class CloudProfile implements QuarkusTestProfile {

  @Override
  public Map<String, String> getConfigOverrides() {
    return Map.of(
        "imagepeek.credentials.files", "false",
        "imagepeek.network.allow", "127.0.0.0/8",
        "imagepeek.proxy.http", "",
        "imagepeek.proxy.none", "");
  }

  @Override
  public List<TestResourceEntry> testResources() {
    return List.of(new TestResourceEntry(CloudFixtures.class));
  }

  @Override
  public boolean disableGlobalTestResources() {
    return true;
  }
}
