package io.imagepeek.failure;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagepeek.failure.InspectFailure.GenericFailure;
import io.imagepeek.failure.InspectFailure.ImageNotFoundInRegistry;
import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import io.imagepeek.failure.InspectFailure.RegistryAuthenticationFailure;
import io.imagepeek.failure.InspectFailure.RegistryConnectionFailure;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which errors an event is delivered again for. */
class InspectFailureTest {

  @Test
  void failuresOfTheRequestOrTheImageArePermanent() {
    assertThat(
            List.of(
                new InvalidInspectParameters("x"),
                new ImageNotFoundInRegistry("x"),
                new RegistryAuthenticationFailure("x"),
                new InspectImageFailure("x"),
                new InspectImageFailure("x", new IllegalStateException())))
        .noneMatch(InspectFailure::isTransient);
  }

  @Test
  void connectionFailuresAndInternalErrorsAreTransient() {
    assertThat(
            List.of(
                new RegistryConnectionFailure("x"),
                InspectImageFailure.transientFailure("x"),
                new GenericFailure("x", null)))
        .allMatch(InspectFailure::isTransient);
  }
}
