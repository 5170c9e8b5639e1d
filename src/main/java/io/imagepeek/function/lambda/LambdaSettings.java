package io.imagepeek.function.lambda;

import io.smallrye.config.ConfigMapping;
import java.time.Duration;

/** The operator's settings on AWS Lambda; the defaults stand in application.properties. */
@ConfigMapping(prefix = "imagepeek.lambda")
public interface LambdaSettings {

  /** The part of an invocation's time that is kept for its answer: no inspection may use it. */
  Duration reserve();
}
