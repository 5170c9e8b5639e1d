package io.imagepeek.function.event;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The operator's settings for events; application.properties has the defaults. */
@ConfigMapping(prefix = "imagepeek.events")
public interface EventSettings {

  /** URL that results are sent to; without it they are in the response. */
  Optional<String> sink();

  /** How long one attempt to send a result may take. */
  Duration sinkTimeout();

  /** How often a result is sent at most, the first attempt included. */
  int sinkAttempts();

  /** Extensions that Knative's bindings add to sent events, as {@code {"extensions": {…}}}. */
  Optional<String> overrides();

  /** The registry hosts for hosts in push events, each {@code host=host-to-ask}. */
  Optional<List<String>> hosts();

  /** How many images one push event may have. */
  int images();

  /** How many inspections for one push event, or one SQS batch, run at once. */
  int concurrency();

  /** How many bytes the body of a push event may have. */
  MemorySize body();

  /** The secret that GitHub signs its push events with. */
  Optional<String> githubSecret();

  /** The value of the header {@code Authorization} that push events must have. */
  Optional<String> authorization();
}
