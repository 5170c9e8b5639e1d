package io.imagepeek.function;

import io.imagepeek.failure.InspectFailure;
import io.imagepeek.inspect.ImageView;
import io.imagepeek.inspect.InspectedImage;
import org.jspecify.annotations.Nullable;

/** What came of an inspection: either way there is an answer. */
public sealed interface Outcome {

  /** The documented output or the error JSON, as an object to be written as JSON. */
  Object view();

  /** The image was inspected. */
  record Inspected(InspectedImage image) implements Outcome {
    @Override
    public ImageView view() {
      return ImageView.of(image);
    }
  }

  /**
   * There is no result.
   *
   * @param imageName the name as the caller wrote it; null where none could be told
   */
  record Failed(@Nullable String imageName, InspectFailure failure) implements Outcome {
    @Override
    public ErrorView view() {
      return ErrorView.of(failure, imageName);
    }
  }
}
