package io.imagepeek.function.event;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The settings of events and webhooks. Their defaults are in application.properties. */
@ConfigMapping(prefix = "imagepeek.events")
public interface EventSettings {

  /** The http or https URL to send results to. Without it, they are in the response. */
  Optional<String> sink();

  /** The time limit for one attempt to send a result. */
  Duration sinkTimeout();

  /** The maximum number of attempts to send a result, at least 1. */
  int sinkAttempts();

  /**
   * Extensions to add to each event that is sent, in the format of Knative's bindings: {@code
   * {"extensions": {…}}}.
   */
  Optional<String> overrides();

  /**
   * Entries {@code host=host-to-ask}, for registries that must be reached by another host name than
   * the one in their push events.
   */
  Optional<List<String>> hosts();

  /** The maximum number of images in one push event, at least 1. */
  int images();

  /**
   * The maximum number of concurrent inspections for one push event, or for one batch of SQS
   * messages, at least 1.
   */
  int concurrency();

  /** The maximum size of the body of a push event. */
  MemorySize body();

  /**
   * The webhook secret of GitHub, Gitea or Forgejo, which verifies the signature of a push event.
   * Not blank.
   */
  Optional<String> githubSecret();

  /**
   * The complete value of the {@code Authorization} header that a push event must have. Not blank.
   */
  Optional<String> authorization();
}
