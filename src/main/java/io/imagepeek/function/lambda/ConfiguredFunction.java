package io.imagepeek.function.lambda;

import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Checks the name of the function in {@code QUARKUS_LAMBDA_HANDLER}. Both functions are one
 * handler, which dispatches by the payload. Quarkus runs a single handler whatever the name is, so
 * a wrong name would go unnoticed.
 */
@Singleton
class ConfiguredFunction {

  private static final List<String> NAMES = List.of(InspectHandler.NAME, "inspectImages");

  /**
   * Stops the start if there is no function of that name.
   *
   * @throws IllegalArgumentException that names the functions
   */
  void require(
      @Observes StartupEvent start,
      @ConfigProperty(name = "quarkus.lambda.handler") Optional<String> chosen) {
    if (chosen.isPresent() && !NAMES.contains(chosen.get())) {
      throw new IllegalArgumentException(
          "quarkus.lambda.handler: there is no function "
              + chosen.get()
              + "; there are "
              + String.join(" and ", NAMES));
    }
  }
}
