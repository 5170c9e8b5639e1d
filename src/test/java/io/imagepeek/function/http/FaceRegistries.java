package io.imagepeek.function.http;

import io.imagepeek.testing.ScriptedRegistry;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/** The registries that the application may ask; each test has repositories of its own there. */
public class FaceRegistries implements QuarkusTestResourceLifecycleManager {

  static final String USERNAME = "robot";
  static final String PASSWORD = "s3cr3tOfTheRobot";

  @SuppressWarnings("NullAway.Init")
  private ScriptedRegistry open;

  @SuppressWarnings("NullAway.Init")
  private ScriptedRegistry closed;

  @Override
  public Map<String, String> start() {
    open = ScriptedRegistry.start();
    closed = ScriptedRegistry.start();
    closed.requireBasic(USERNAME, PASSWORD);
    return Map.of("imagepeek.registry.insecure", open.authority() + "," + closed.authority());
  }

  /** Anybody may read here. */
  ScriptedRegistry open() {
    return open;
  }

  /** Only one user may read here. */
  ScriptedRegistry closed() {
    return closed;
  }

  @Override
  public void inject(TestInjector injector) {
    injector.injectIntoFields(this, new TestInjector.MatchesType(FaceRegistries.class));
  }

  @Override
  public void stop() {
    open.close();
    closed.close();
  }
}
