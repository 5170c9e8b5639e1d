package io.imagepeek.source.registry;

import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import io.imagepeek.image.ImageReference;
import io.imagepeek.source.ImageName;
import io.imagepeek.source.ImageRequest;
import io.imagepeek.source.InspectionContext;
import io.imagepeek.source.RememberingSource;
import io.imagepeek.source.StoredImage;
import io.imagepeek.source.registry.auth.TokenKey;
import io.imagepeek.source.registry.network.HostPatterns;
import java.time.Duration;

/** The transport {@code docker}: images in any OCI or Docker registry. */
public final class RegistrySource implements RememberingSource {

  private final HostPatterns allowed;
  private final RemoteImages images;
  private final ImageMemory memory;
  private final Duration maxAge;
  private final RememberedImage.Flights flights = new RememberedImage.Flights();

  /**
   * @param maxAge of what a tag meant, where a request does not say
   */
  RegistrySource(HostPatterns allowed, RemoteImages images, ImageMemory memory, Duration maxAge) {
    this.allowed = allowed;
    this.images = images;
    this.memory = memory;
    this.maxAge = maxAge;
  }

  @Override
  public String transport() {
    return "docker";
  }

  @Override
  public StoredImage open(ImageRequest request, InspectionContext context) {
    ImageReference reference = reference(request.name());
    if (!allowed.allows(reference.host())) {
      throw new InvalidInspectParameters(
          "imageName: the operator does not allow the registry "
              + reference.host()
              + " (imagepeek.registry.allow)");
    }
    String account = request.credentials().map(TokenKey::account).orElse(TokenKey.ANONYMOUS);
    boolean truth = request.maxAge().map(Duration::isZero).orElse(false);
    return new RememberedImage(
        images.open(reference, request.credentials(), context),
        reference,
        new ImageMemory.Owner(account, reference.name()),
        new RememberedImage.Accepted(request.maxAge().orElse(maxAge), !truth),
        memory,
        flights,
        context);
  }

  /** Forgets what is known of an image, for all who have asked for it. */
  @Override
  public void forget(ImageName name) {
    memory.forget(reference(name));
  }

  private static ImageReference reference(ImageName name) {
    return ImageReference.parse(name.name(), name.tag());
  }
}
