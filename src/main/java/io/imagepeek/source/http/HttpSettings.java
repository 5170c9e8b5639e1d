package io.imagepeek.source.http;

import io.smallrye.config.ConfigMapping;
import java.time.Duration;
import java.util.OptionalInt;

/** The operator's settings of requests over HTTP; application.properties has the defaults. */
@ConfigMapping(prefix = "imagepeek")
public interface HttpSettings {

  /** How long things may take. */
  Time time();

  /** How failures are repeated. */
  Retry retry();

  /** What protects one registry host from us, and us from it. */
  Host host();

  /** How many connections are kept while nothing is under way on them. */
  Idle idle();

  /** Settings of time. */
  interface Time {
    /** How long a connection may take to be established, and as long again for TLS. */
    Duration connect();

    /** How long one attempt may take, from its first byte to the last one of the answer. */
    Duration attempt();

    /** How long a whole inspection may take. */
    Duration inspection();
  }

  /** Settings of repetition. */
  interface Retry {
    /** The attempts made at most, the first one included. */
    int attempts();

    /** The wait before the second attempt; it doubles with each further one. */
    Duration delay();

    /** The part of a wait that chance adds at most, 0.5 for one half. */
    double jitter();

    /** The longest wait that a registry may ask for. */
    Duration retryAfterCap();
  }

  /** Settings that hold for each registry host. */
  interface Host {
    /** The exchanges with one host at once; others wait. */
    int concurrency();

    /** The exchanges that wait for one host at most; absent: half of all that may wait. */
    OptionalInt waiting();

    /** The hosts, and the repositories, that are remembered at most while nobody asks them. */
    int remembered();

    /** The last exchanges, each with its retries, that a circuit breaker judges by. */
    int breakerCalls();

    /** The part of these exchanges that must have failed for the breaker to open. */
    double breakerRatio();

    /** The time in which an open breaker lets one exchange through, as a probe. */
    Duration breakerDelay();
  }

  /** Bounds on idle connections, those to all hosts together. */
  interface Idle {
    /** Idle connections in all; the ones that are so for longest are closed first. */
    int connections();

    /** How long one may be idle. */
    Duration time();
  }
}
