package io.imagepeek.source.engine;

import io.imagepeek.image.Digest;
import io.imagepeek.source.InspectionContext;
import io.imagepeek.source.engine.containerd.Image;
import io.imagepeek.source.engine.containerd.Info;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The calls to containerd, all within the operator's namespace. What containerd does not have is
 * empty; all other errors are an {@link io.imagepeek.failure.InspectFailure}.
 */
interface ContainerdApi {

  /** The image of exactly this name. */
  Uni<Optional<Image>> image(String name, InspectionContext context);

  /** The images that match a filter, in containerd's order. */
  Uni<List<Image>> images(ContainerdFilter filter, InspectionContext context);

  /** The metadata of some content. */
  Uni<Optional<Info>> info(Digest digest, InspectionContext context);

  /**
   * Some content, not verified.
   *
   * @param size in bytes; a longer response is reset and fails
   */
  Uni<Optional<byte[]>> content(Digest digest, long size, InspectionContext context);

  /** The labels of the namespace; none where containerd does not know it. */
  Uni<Map<String, String>> namespaceLabels(InspectionContext context);
}
