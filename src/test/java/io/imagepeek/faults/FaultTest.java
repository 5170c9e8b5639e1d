package io.imagepeek.faults;

import io.imagepeek.testing.ScriptedRegistry;
import io.imagepeek.testing.TestImage;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;

/** What the tests in the {@link FaultProfile} share. */
abstract class FaultTest {

  /** For what must happen at some time: a test that is right does not wait so long. */
  static final Duration LIMIT = Duration.ofSeconds(10);

  private static final AtomicBoolean WARM = new AtomicBoolean();

  /** Put here by {@link FaultyPeers}. */
  @SuppressWarnings("NullAway.Init")
  Peers peers;

  /** Has the function load its classes before requests are counted under short time-outs. */
  @BeforeEach
  void warmUp() {
    if (WARM.compareAndSet(false, true)) {
      TestImage image = peers.plain().image("warm", "latest");
      Caller.inspect(peers.plain().authority() + "/warm").assertInspected(image);
      try (ScriptedRegistry registry = ScriptedRegistry.start(peers.trusted())) {
        registry.image("warm", "latest", image);
        for (int i = 0; i < 3; i++) {
          Caller.inspect(registry.authority() + "/warm");
        }
      }
    }
  }
}
