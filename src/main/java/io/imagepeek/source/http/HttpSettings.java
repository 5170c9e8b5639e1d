package io.imagepeek.source.http;

import io.smallrye.config.ConfigMapping;
import java.time.Duration;
import java.util.OptionalInt;

/**
 * The settings of HTTP requests to registries and token services. Their defaults are in
 * application.properties.
 */
@ConfigMapping(prefix = "imagepeek")
public interface HttpSettings {

  /** Time limits. */
  Time time();

  /** Retries of failed requests. */
  Retry retry();

  /** Limits and circuit breakers for each host. */
  Host host();

  /** Limits for idle connections. */
  Idle idle();

  /** Time limits. */
  interface Time {
    /** The time limit for a TCP connection, and again for the TLS handshake. */
    Duration connect();

    /** The time limit for one attempt at one request, up to the last byte of the response. */
    Duration attempt();

    /** The time limit for a whole inspection, including retries. */
    Duration inspection();
  }

  /** Settings of retries. */
  interface Retry {
    /** The maximum number of attempts for one request, including the first. 1 disables retries. */
    int attempts();

    /** The delay before the second attempt. It doubles before each further one. */
    Duration delay();

    /**
     * The maximum random addition to a delay, as a fraction of the delay. 0 adds nothing; 0.5 adds
     * up to one half.
     */
    double jitter();

    /**
     * The longest {@code Retry-After} that is waited for. With a longer one, the request fails at
     * once.
     */
    Duration retryAfterCap();
  }

  /** Settings for each host. */
  interface Host {
    /** The maximum number of concurrent requests to one host, at least 1. Others wait. */
    int concurrency();

    /**
     * The maximum number of requests that wait for one host. Default: half of the default of {@code
     * imagepeek.serving.waiting}.
     */
    OptionalInt waiting();

    /**
     * The maximum number of hosts, and of repositories, whose circuit breakers are kept while
     * unused; also the maximum number of registries whose challenges are cached.
     */
    int remembered();

    /**
     * The number of most recent requests (each with its retries) that a circuit breaker evaluates,
     * at least 1.
     */
    int breakerCalls();

    /** The fraction of these requests that must fail to open the breaker: above 0, at most 1. */
    double breakerRatio();

    /** The interval in which an open breaker lets one request through. */
    Duration breakerDelay();
  }

  /** Limits for idle connections to all hosts together. */
  interface Idle {
    /** The maximum number of idle connections. Those that were idle longest are closed first. */
    int connections();

    /** The time to keep an idle connection. */
    Duration time();
  }
}
