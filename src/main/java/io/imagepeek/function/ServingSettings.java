package io.imagepeek.function;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import java.time.Duration;

/** The operator's settings of the faces; the defaults stand in application.properties. */
@ConfigMapping(prefix = "imagepeek.serving")
public interface ServingSettings {

  /** The platform inspected where a request names none. */
  String platform();

  /** The bytes of a request's body. */
  MemorySize body();

  /** Inspections at once; more are told to come back. */
  int inspections();

  /** When a caller who was told so may come back. */
  Duration retryAfter();

  /** On AWS Lambda, the part of an invocation's time that is kept for its answer. */
  Duration lambdaReserve();
}
