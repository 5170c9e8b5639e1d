package io.imagepeek.source.http;

import io.smallrye.config.ConfigMapping;
import java.time.Duration;
import java.util.OptionalInt;

/** The operator's settings of requests to registries; application.properties has the defaults. */
@ConfigMapping(prefix = "imagepeek")
public interface HttpSettings {

  /** How long things may take. */
  Time time();

  /** How failed requests are retried. */
  Retry retry();

  /** Limits for each registry host, and its circuit breakers. */
  Host host();

  /** How many idle connections are kept. */
  Idle idle();

  /** Time limits. */
  interface Time {
    /** How long opening a connection may take; the TLS handshake may take as long again. */
    Duration connect();

    /** How long one attempt may take, until the last byte of its response. */
    Duration attempt();

    /** How long a whole inspection may take. */
    Duration inspection();
  }

  /** Retries. */
  interface Retry {
    /** How many attempts one request has, the first one included. */
    int attempts();

    /** The wait before the second attempt; it doubles before each further one. */
    Duration delay();

    /** The part of a wait that chance adds to it at most: 0 for nothing, 0.5 for one half. */
    double jitter();

    /** The longest {@code Retry-After} of a registry that is waited for. */
    Duration retryAfterCap();
  }

  /** Limits for each registry host. */
  interface Host {
    /** How many requests to one host run at once, at least 1; others wait. */
    int concurrency();

    /** How many requests may wait for one host; by default half of what may wait in all. */
    OptionalInt waiting();

    /** For how many hosts, and for how many repositories, state is kept while it is unused. */
    int remembered();

    /**
     * How many of the last requests, each with its retries, a circuit breaker counts; at least 1.
     */
    int breakerCalls();

    /** The part of these requests that must have failed for it to open; above 0, at most 1. */
    double breakerRatio();

    /** The time in which an open circuit breaker admits one request, as a probe. */
    Duration breakerDelay();
  }

  /** Limits on idle connections, for all hosts together. */
  interface Idle {
    /** How many there are at most; those that were idle longest are closed first. */
    int connections();

    /** How long one may be idle. */
    Duration time();
  }
}
