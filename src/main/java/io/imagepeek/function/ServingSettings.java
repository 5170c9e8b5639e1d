package io.imagepeek.function;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** The settings of the endpoints. Their defaults are in application.properties. */
@ConfigMapping(prefix = "imagepeek.serving")
public interface ServingSettings {

  /** The platform to inspect if a request has no {@code platform}. */
  String platform();

  /** The maximum size of the request body for one image. */
  MemorySize body();

  /**
   * The maximum size of all request bodies together, including those that are still arriving.
   * Further requests get status 503. At least the largest limit for one body. Default: an eighth of
   * the heap.
   */
  Optional<MemorySize> bodies();

  /** The time limit for a request body to arrive, at least 1 ms. */
  Duration bodyTime();

  /**
   * The time limit for the headers of a request, from their first byte on, and for the first byte
   * on a new connection. At least 1 ms.
   */
  Duration headTime();

  /**
   * The host names of the function, without ports. Requests with another {@code Host} get status
   * 421. Default: all.
   */
  Optional<List<String>> hosts();

  /**
   * The maximum number of inspections that run at once. Further ones get status 503. An inspection
   * that only waits does not count.
   */
  int inspections();

  /**
   * The maximum number of unfinished inspections, including those that only wait. Further ones get
   * status 503. Default: one for each 32 KiB of a quarter of the heap, at most 100,000.
   */
  OptionalInt waiting();

  /** The {@code Retry-After} of these 503 responses, in whole seconds, at least 1. */
  Duration retryAfter();

  /** On AWS Lambda, the part of the invocation time that is reserved for sending the response. */
  Duration lambdaReserve();
}
