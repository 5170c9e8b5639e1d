package io.imagepeek.source.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagepeek.faults.FaultProfile;
import io.imagepeek.source.InspectionContext;
import io.imagepeek.source.Place;
import io.imagepeek.source.registry.AttemptFailure.Blame;
import io.imagepeek.testing.RawPeer;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Who is to blame for an attempt that took too long. */
@QuarkusTest
@TestProfile(FaultProfile.class)
class TransportTest {

  private static final Duration LIMIT = Duration.ofSeconds(10);

  @Inject Transport transport;

  private AttemptFailure failure(String url) {
    Throwable failure =
        transport
            .attempt(
                HttpCall.get(URI.create(url), Map.of(), 1),
                new InspectionContext(Clock.systemUTC(), Duration.ofMinutes(1)),
                Place.none())
            .subscribe()
            .withSubscriber(UniAssertSubscriber.create())
            .awaitFailure(LIMIT)
            .getFailure();
    assertThat(failure).isInstanceOf(AttemptFailure.class).hasMessageContaining("did not answer");
    return (AttemptFailure) failure;
  }

  @Test
  void whoWasAskedAndIsSilentWasReached() {
    try (RawPeer silent = RawPeer.blackHole()) {
      assertThat(failure("http://" + silent.authority() + "/v2/").blame())
          .isEqualTo(Blame.REPOSITORY);
    }
  }

  @Test
  void whoseAddressIsNotToBeHadWasNotReached() {
    assertThat(failure("http://silence.test/v2/").blame()).isEqualTo(Blame.HOST);
  }
}
