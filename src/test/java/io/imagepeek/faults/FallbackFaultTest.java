package io.imagepeek.faults;

import static io.imagepeek.faults.FaultProfile.ATTEMPTS;
import static io.imagepeek.faults.FaultProfile.INSPECTION;
import static io.imagepeek.faults.FaultProfile.SLACK;
import static org.assertj.core.api.Assertions.assertThat;

import io.imagepeek.testing.Reply;
import io.imagepeek.testing.ScriptedRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;

/** Places to fall back to that do not answer: all of them together have one inspection's time. */
@QuarkusTest
@TestProfile(FaultProfile.class)
class FallbackFaultTest extends FaultTest {

  @Test
  void theDeadlineIsThatOfTheWholeChain() {
    try (ScriptedRegistry registry = ScriptedRegistry.startHttp1(peers.trusted())) {
      registry
          .on("GET", "/v2/x/manifests/latest")
          .respond(Reply.error(404, "MANIFEST_UNKNOWN", "manifest unknown"));
      registry.on("GET", "/v2/silent/x/manifests/latest").always(Reply.never());
      registry.on("GET", "/v2/silent/y/manifests/latest").always(Reply.never());
      String host = registry.authority();

      Caller.inspect(
              host + "/x",
              ",\"fallbacks\":[\"%s/silent/NAME:TAG\",\"%s/silent/y:TAG\",\"%s/never:TAG\"]"
                  .formatted(host, host, host))
          .assertConnectionFailure(
              "connection timeout: the inspection took longer than its 4.0 s; last failure: ")
          .assertWithin(INSPECTION.plus(SLACK));

      assertThat(Serve.requests(registry, "silent/x")).hasSize(ATTEMPTS);
      assertThat(Serve.requests(registry, "silent/y")).isNotEmpty();
      assertThat(Serve.requests(registry, "never")).isEmpty();
    }
  }
}
