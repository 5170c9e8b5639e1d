package io.imagepeek.function;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Settings for requests and responses; the defaults are in application.properties. */
@ConfigMapping(prefix = "imagepeek.serving")
public interface ServingSettings {

  /** The platform to inspect if a request names none. */
  String platform();

  /** The maximum size of a request's body. */
  MemorySize body();

  /** The maximum size of all request bodies in memory; absent: an eighth of the heap. */
  Optional<MemorySize> bodies();

  /** How long a request's body may take to arrive. */
  Duration bodyTime();

  /** How long a request's head may take to arrive, and a new connection to begin with one. */
  Duration headTime();

  /** The host names that are served; absent: all. */
  Optional<List<String>> hosts();

  /** The maximum number of inspections at once; further requests get 503. */
  int inspections();

  /** The maximum number of inspections that run or wait; absent: depends on the heap. */
  OptionalInt waiting();

  /** The {@code Retry-After} of a 503 response. */
  Duration retryAfter();

  /** On AWS Lambda, the part of an invocation's time that is kept for sending the response. */
  Duration lambdaReserve();
}
