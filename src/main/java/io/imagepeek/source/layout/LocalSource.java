package io.imagepeek.source.layout;

import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import io.imagepeek.source.BoundedExecutor;
import io.imagepeek.source.ImageHandle;
import io.imagepeek.source.ImageRequest;
import io.imagepeek.source.ImageSource;
import io.imagepeek.source.ImageTarget.LocalTarget;
import io.imagepeek.source.InspectionContext;
import io.imagepeek.source.MemoryBudget;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Images in files under the operator's roots, in the form that one transport stands for. */
final class LocalSource implements ImageSource {

  /** The form that images have there. */
  @FunctionalInterface
  interface FileFormat {

    /**
     * Finds an image; this blocks.
     *
     * @param located where the image's files are
     * @param tag which of the images there is meant; null where the request does not say
     * @param room of which takes what is read
     */
    ImagePlace open(
        Path located, @Nullable String tag, MemoryAllowance room, InspectionContext context);
  }

  private final String transport;
  private final LocalFiles files;
  private final BoundedExecutor work;
  private final MemoryBudget memory;
  private final FileFormat form;

  LocalSource(
      String transport,
      LocalFiles files,
      BoundedExecutor work,
      MemoryBudget memory,
      FileFormat form) {
    this.transport = transport;
    this.files = files;
    this.work = work;
    this.memory = memory;
    this.form = form;
  }

  @Override
  public String transport() {
    return transport;
  }

  @Override
  public ImageHandle open(ImageRequest request, InspectionContext context) {
    LocalTarget image = request.local();
    Path named = files.named(image.name());
    if (image.tag() != null && image.tag().isEmpty()) {
      throw new InvalidInspectParameters("imageTag: is empty");
    }
    return new PlacedImage(
        work, memory, room -> form.open(files.locate(named), image.tag(), room, context), context);
  }
}
