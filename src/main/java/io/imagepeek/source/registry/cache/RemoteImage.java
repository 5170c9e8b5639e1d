package io.imagepeek.source.registry.cache;

import io.imagepeek.image.Digest;
import io.imagepeek.image.ImageReference;
import io.imagepeek.source.InspectionContext;
import io.imagepeek.source.StoreMetadata;
import io.imagepeek.source.StoredImage;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Optional;

/** An image in a registry. Its tag may point to another image later. */
public interface RemoteImage extends StoredImage {

  /**
   * The digest that the reference resolves to now, from the response to one HEAD; empty if the
   * registry does not name it.
   */
  Uni<Optional<Digest>> current();

  /** The same image, whose further requests are charged to another inspection. */
  RemoteImage within(InspectionContext other);

  /**
   * The names of an image. A registry lists none, so this is the requested one. Of a reference with
   * a tag and a digest the tag is left out, as an engine does that pulls it.
   */
  static StoreMetadata named(ImageReference requested, Digest resolved) {
    Digest digest = requested.digest();
    String pinned = requested.familiarName() + "@" + (digest == null ? resolved : digest);
    return StoreMetadata.named(
        List.of(digest == null ? requested.familiar() : pinned), List.of(pinned));
  }
}
