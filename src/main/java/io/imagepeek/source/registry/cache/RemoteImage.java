package io.imagepeek.source.registry.cache;

import io.imagepeek.image.Digest;
import io.imagepeek.image.ImageReference;
import io.imagepeek.source.InspectionContext;
import io.imagepeek.source.StoreMetadata;
import io.imagepeek.source.StoredImage;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Optional;

/** An image in a registry, which may come to be another one under the same name. */
public interface RemoteImage extends StoredImage {

  /**
   * The digest that the reference means now, as the registry says by one HEAD; empty where it does
   * not say.
   */
  Uni<Optional<Digest>> current();

  /** The same image, with what is done from here on charged to another inspection. */
  RemoteImage within(InspectionContext other);

  /**
   * A registry tells no names: there is the one that was asked for. Beside a digest nothing is
   * known of a tag, and an engine that pulls both keeps the digest alone.
   */
  static StoreMetadata named(ImageReference asked, Digest resolved) {
    Digest digest = asked.digest();
    String pinned = asked.familiarName() + "@" + (digest == null ? resolved : digest);
    return StoreMetadata.named(
        List.of(digest == null ? asked.familiar() : pinned), List.of(pinned));
  }
}
