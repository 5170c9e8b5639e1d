package io.imagepeek.source.registry.cloud;

import io.imagepeek.testing.ForwardProxy;
import io.imagepeek.testing.ScriptedRegistry;
import io.imagepeek.testing.TestAuthority;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A registry of Amazon ECR and one that only looks like it, both reached by a proxy that knows
 * their names, ECR's API, and the role that the application runs under.
 */
public class CloudFixtures implements QuarkusTestResourceLifecycleManager {

  static final String ECR = "123456789012.dkr.ecr.eu-west-1.amazonaws.com";
  static final String LOOKALIKE = ECR + ".attacker.test";

  @SuppressWarnings("NullAway.Init")
  private Path directory;

  @SuppressWarnings("NullAway.Init")
  private ForwardProxy proxy;

  @SuppressWarnings("NullAway.Init")
  private AwsEnvironment environment;

  @SuppressWarnings("NullAway.Init")
  ScriptedRegistry registry;

  @SuppressWarnings("NullAway.Init")
  ScriptedRegistry lookalike;

  @SuppressWarnings("NullAway.Init")
  ScriptedRegistry api;

  @Override
  public Map<String, String> start() {
    try {
      directory = Files.createTempDirectory("imagepeek-cloud");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    TestAuthority authority = TestAuthority.create(directory);
    registry = ScriptedRegistry.start(authority.issue("registry", List.of("dns:" + ECR)));
    lookalike = ScriptedRegistry.start(authority.issue("lookalike", List.of("dns:" + LOOKALIKE)));
    api = ScriptedRegistry.start();
    proxy =
        ForwardProxy.start()
            .route(ECR + ":443", registry.port())
            .route(LOOKALIKE + ":443", lookalike.port());
    environment = AwsEnvironment.role("http://" + api.authority());
    return Map.of(
        "imagepeek.proxy.https",
        "http://127.0.0.1:" + proxy.port(),
        "imagepeek.registry.tls-configuration-name",
        "imagepeek",
        "quarkus.tls.imagepeek.trust-store.pem.certs",
        authority.caPem().toString());
  }

  @Override
  public void inject(TestInjector injector) {
    injector.injectIntoFields(this, new TestInjector.MatchesType(CloudFixtures.class));
  }

  @Override
  public void stop() {
    environment.close();
    proxy.close();
    registry.close();
    lookalike.close();
    api.close();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
