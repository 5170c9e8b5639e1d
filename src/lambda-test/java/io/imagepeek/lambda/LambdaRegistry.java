package io.imagepeek.lambda;

import io.imagepeek.testing.ScriptedRegistry;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/** The registry that the function may ask. */
public class LambdaRegistry implements QuarkusTestResourceLifecycleManager {

  private ScriptedRegistry registry;

  @Override
  public Map<String, String> start() {
    registry = ScriptedRegistry.start();
    return Map.of(
        "imagepeek.registry.insecure",
        registry.authority(),
        "imagepeek.events.hosts",
        Payloads.ECR + "=" + registry.authority());
  }

  @Override
  public void inject(TestInjector injector) {
    injector.injectIntoFields(registry, new TestInjector.MatchesType(ScriptedRegistry.class));
  }

  @Override
  public void stop() {
    registry.close();
  }
}
