package io.imagepeek.function.lambda;

import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The function that the environment of a deployment names in {@code QUARKUS_LAMBDA_HANDLER}. Both
 * are one handler, which tells by its payload what an invocation asks for. As there is but one,
 * Quarkus runs that, whatever the environment says: a wrong name would show by wrong answers alone.
 */
@Singleton
class ConfiguredFunction {

  private static final List<String> NAMES = List.of(InspectHandler.NAME, "inspectImages");

  /**
   * Refuses to start if there is no function of that name.
   *
   * @throws IllegalArgumentException naming those there are
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
