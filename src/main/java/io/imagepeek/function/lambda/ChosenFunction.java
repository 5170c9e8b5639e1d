package io.imagepeek.function.lambda;

import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The function that the environment of a deployment names in {@code QUARKUS_LAMBDA_HANDLER}. As
 * long as there is but one, Quarkus runs that, whatever the environment says: a wrong name would
 * show by wrong answers alone.
 */
@Singleton
class ChosenFunction {

  /**
   * Refuses to start if there is no function of that name.
   *
   * @throws IllegalArgumentException naming those there are
   */
  void require(
      @Observes StartupEvent start,
      @ConfigProperty(name = "quarkus.lambda.handler") Optional<String> chosen) {
    if (chosen.isPresent() && !chosen.get().equals(InspectHandler.NAME)) {
      throw new IllegalArgumentException(
          "quarkus.lambda.handler: there is no function "
              + chosen.get()
              + "; there is "
              + InspectHandler.NAME);
    }
  }
}
