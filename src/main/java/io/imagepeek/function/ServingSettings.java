package io.imagepeek.function;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** The operator's settings of the faces; the defaults stand in application.properties. */
@ConfigMapping(prefix = "imagepeek.serving")
public interface ServingSettings {

  /** The platform inspected where a request names none. */
  String platform();

  /** The bytes of a request's body. */
  MemorySize body();

  /** The bytes of all requests' bodies under way; absent: an eighth of the heap. */
  Optional<MemorySize> bodies();

  /** How long a request's body may take to arrive. */
  Duration bodyTime();

  /** How long a request's head may take to arrive, and a new connection to begin with one. */
  Duration headTime();

  /** The names of hosts that are served; absent: all. */
  Optional<List<String>> hosts();

  /** Inspections at once; more are told to come back. */
  int inspections();

  /** Inspections that may be under way, those that only wait included; absent: by the heap. */
  OptionalInt waiting();

  /** When a caller who was told so may come back. */
  Duration retryAfter();

  /** On AWS Lambda, the part of an invocation's time that is kept for its answer. */
  Duration lambdaReserve();
}
