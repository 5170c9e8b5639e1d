package io.imagepeek.protocol;

import io.imagepeek.testing.CapturedLog;
import io.imagepeek.testing.Reply;
import io.imagepeek.testing.ScriptedRegistry;
import io.imagepeek.testing.TestImage;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * A test with servers of its own. Every test's registry is new, with a port that no other has used,
 * so that no connection, token or breaker is left from another test.
 */
abstract class ProtocolTest {

  static final String MANIFEST = "/v2/some/app/manifests/v1";
  static final String BLOBS = "/v2/some/app/blobs/";

  @Inject TestNames names;
  @Inject TestClock clock;
  @Inject TestWall wall;
  @Inject StoredCredentials stored;

  /** Set by {@link Fixtures#inject}. */
  @SuppressWarnings("NullAway.Init")
  Fixtures fixtures;

  CapturedLog log;
  private final List<ScriptedRegistry> started = new ArrayList<>();

  @BeforeEach
  void forgetOtherTests() {
    names.reset();
    stored.reset();
    log = CapturedLog.ofAll();
  }

  @AfterEach
  void nothingUnexpectedWasAsked() {
    log.close();
    started.forEach(ScriptedRegistry::verify);
    started.forEach(ScriptedRegistry::close);
    started.clear();
  }

  /** A new registry behind TLS. */
  ScriptedRegistry secure() {
    ScriptedRegistry registry = ScriptedRegistry.start(fixtures.identity());
    started.add(registry);
    return registry;
  }

  /** A new registry in plain http, which the operator has listed. */
  ScriptedRegistry plain() {
    return fixtures.plain();
  }

  /** Serves the image that most tests ask for. */
  static TestImage image(ScriptedRegistry registry) {
    return registry.image("some/app", "v1");
  }

  /** An inspection of the image that most tests ask for. */
  static Inspection app(ScriptedRegistry registry) {
    return Inspection.of(registry.authority() + "/some/app:v1");
  }

  /** A manifest as it is served, without any word on its digest. */
  static Reply.Answer manifest(TestImage image) {
    return Reply.of(200, Map.of("Content-Type", image.mediaType()), image.manifest());
  }
}
