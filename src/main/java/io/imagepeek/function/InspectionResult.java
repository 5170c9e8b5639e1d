package io.imagepeek.function;

import io.imagepeek.failure.InspectFailure;
import io.imagepeek.inspect.EngineImage;
import io.imagepeek.inspect.EngineView;
import io.imagepeek.inspect.ImageView;
import io.imagepeek.inspect.InspectedImage;
import io.imagepeek.inspect.InspectedPlatforms;
import io.imagepeek.inspect.Inspection;
import io.imagepeek.inspect.PlatformsView;
import io.imagepeek.inspect.RawDocument;
import io.imagepeek.inspect.RawDocumentView;
import org.jspecify.annotations.Nullable;

/** The result of an inspection: the image, or a failure. */
public sealed interface InspectionResult {

  /** The requested view or the error, as an object to be written as JSON. */
  Object view();

  /** The image was inspected. */
  record Inspected(Inspection found) implements InspectionResult {
    @Override
    public Object view() {
      if (found instanceof InspectedImage image) {
        return ImageView.of(image);
      }
      if (found instanceof EngineImage image) {
        return EngineView.of(image);
      }
      return found instanceof InspectedPlatforms platforms
          ? PlatformsView.of(platforms)
          : RawDocumentView.of((RawDocument) found);
    }
  }

  /**
   * The inspection failed, or the request was invalid.
   *
   * @param imageName the name as the caller wrote it; null where the request has none
   */
  record Failed(@Nullable String imageName, InspectFailure failure) implements InspectionResult {
    @Override
    public ErrorResponse view() {
      return ErrorResponse.of(failure, imageName);
    }
  }
}
