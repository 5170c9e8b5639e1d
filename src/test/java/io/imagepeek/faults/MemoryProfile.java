package io.imagepeek.faults;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.List;
import java.util.Map;

/**
 * The function with memory for one document of a megabyte at a time, and batches' answers of two.
 */
public class MemoryProfile implements QuarkusTestProfile {

  /** Half of it is for large bodies, which take eight times their bytes. */
  static final String DOCUMENTS = "20M";

  @Override
  public Map<String, String> getConfigOverrides() {
    return Map.of(
        "imagepeek.limits.documents", DOCUMENTS,
        "imagepeek.batch.answer", "2M",
        "imagepeek.cache.bytes", "0",
        "imagepeek.credentials.files", "false",
        "quarkus.http.test-port", "0");
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
