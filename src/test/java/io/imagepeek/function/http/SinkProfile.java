package io.imagepeek.function.http;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The application with a sink for its results, with secrets that notices must prove, and with small
 * bounds.
 */
public class SinkProfile extends FaceProfile {

  static final String GITHUB_SECRET = "s3cr3tOfGitHub";
  static final String TOKEN = "s3cr3tOfTheRegistry";
  static final String AUTHORIZATION = "Bearer " + TOKEN;
  static final int CONCURRENCY = 2;
  static final int INSPECTIONS = 4;

  @Override
  public Map<String, String> getConfigOverrides() {
    Map<String, String> settings = new HashMap<>(super.getConfigOverrides());
    settings.put("imagepeek.registry.allow", "127.0.0.1:*");
    settings.put("imagepeek.events.github-secret", GITHUB_SECRET);
    settings.put("imagepeek.events.authorization", AUTHORIZATION);
    settings.put("imagepeek.events.sink-attempts", "2");
    settings.put("imagepeek.events.overrides", "{\"extensions\":{\"cluster\":\"test 1\"}}");
    settings.put("imagepeek.events.concurrency", String.valueOf(CONCURRENCY));
    settings.put("imagepeek.serving.waiting", String.valueOf(INSPECTIONS));
    return settings;
  }

  @Override
  public List<TestResourceEntry> testResources() {
    return List.of(new TestResourceEntry(SinkRegistries.class));
  }
}
