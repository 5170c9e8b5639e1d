package io.imagepeek.function.event;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The operator's settings of events; the defaults stand in application.properties. */
@ConfigMapping(prefix = "imagepeek.events")
public interface EventSettings {

  /** The URL that results are sent to, where not in the answer. */
  Optional<String> sink();

  /** How long one attempt at it may take. */
  Duration sinkTimeout();

  /** Attempts to send one result. */
  int sinkAttempts();

  /** What Knative's bindings add to the events that are sent: {@code {"extensions": {…}}}. */
  Optional<String> overrides();

  /** The hosts to ask for hosts in notices, each {@code host=host-to-ask}. */
  Optional<List<String>> hosts();

  /** The images that one notice may have. */
  int images();

  /** The inspections for one notice, or one batch, at once. */
  int concurrency();

  /** The bytes of a notice. */
  MemorySize body();

  /** The secret that GitHub signs its notices with. */
  Optional<String> githubSecret();

  /** The value of the header {@code Authorization} that notices must have. */
  Optional<String> authorization();
}
