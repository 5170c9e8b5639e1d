package io.imagepeek.testing;

import org.jspecify.annotations.Nullable;

/** Something that a {@link ScriptedRegistry} serves beside its scripts. */
@FunctionalInterface
public interface Service {

  /** The reply, or null where the request is not this service's business. */
  @Nullable Reply answer(RecordedRequest request);
}
