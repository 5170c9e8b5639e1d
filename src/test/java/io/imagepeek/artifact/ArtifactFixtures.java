package io.imagepeek.artifact;

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

/** The registries that what was built may ask: one in plain http, one behind TLS and a password. */
public class ArtifactFixtures implements QuarkusTestResourceLifecycleManager {

  static final String USERNAME = "robot";
  static final String PASSWORD = "s3cr3tOfTheRobot";

  private Path directory;
  private ScriptedRegistry plain;
  private ScriptedRegistry secure;

  @Override
  public Map<String, String> start() {
    try {
      directory = Files.createTempDirectory("imagepeek-artifact");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    TestAuthority authority = TestAuthority.create(directory);
    plain = ScriptedRegistry.start();
    secure =
        ScriptedRegistry.start(
            authority.issue("imagepeek artifact tests", List.of("dns:localhost", "ip:127.0.0.1")));
    secure.requireBasic(USERNAME, PASSWORD);
    return Map.of(
        "imagepeek.network.allow", "127.0.0.0/8",
        "imagepeek.registry.insecure", plain.authority(),
        "imagepeek.proxy.https", "",
        "imagepeek.proxy.http", "",
        "imagepeek.proxy.none", "",
        "imagepeek.credentials.files", "false",
        "quarkus.tls.trust-store.pem.certs", authority.caPem().toString());
  }

  ScriptedRegistry plain() {
    return plain;
  }

  ScriptedRegistry secure() {
    return secure;
  }

  @Override
  public void inject(TestInjector injector) {
    injector.injectIntoFields(this, new TestInjector.MatchesType(ArtifactFixtures.class));
  }

  @Override
  public void stop() {
    plain.close();
    secure.close();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
