package io.imagepeek.function;

import io.imagepeek.failure.InspectFailure;
import io.imagepeek.inspect.InspectQuery.TagsWanted;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What somebody asked for, not yet read: reading is part of the inspection, and its failure is an
 * answer like any other.
 *
 * @param imageName the name that the question is about, as it was written; null where none can be
 *     told
 * @param request reads the request; may throw an {@link io.imagepeek.failure.InspectFailure}
 */
public record PendingRequest(@Nullable String imageName, Supplier<InspectRequest> request) {

  /**
   * A question about an image that has just changed, with everything else as it is where nothing is
   * said: what is known of it from before is no answer.
   */
  public static PendingRequest about(String imageName) {
    return new PendingRequest(
        imageName,
        () ->
            new InspectRequest(
                imageName,
                null,
                null,
                null,
                null,
                null,
                TagsWanted.NONE,
                Optional.empty(),
                Duration.ZERO,
                FallbackTemplates.NONE));
  }

  /** A question that cannot be read. */
  public static PendingRequest unreadable(@Nullable String imageName, InspectFailure failure) {
    return new PendingRequest(
        imageName,
        () -> {
          throw failure;
        });
  }
}
