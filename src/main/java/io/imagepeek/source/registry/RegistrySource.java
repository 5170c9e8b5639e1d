package io.imagepeek.source.registry;

import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import io.imagepeek.image.ImageReference;
import io.imagepeek.source.CachingImageSource;
import io.imagepeek.source.ImageRequest;
import io.imagepeek.source.ImageTarget.RegistryTarget;
import io.imagepeek.source.InspectionContext;
import io.imagepeek.source.MemoryBudget;
import io.imagepeek.source.StoredImage;
import io.imagepeek.source.network.HostPatterns;
import io.imagepeek.source.registry.auth.TokenKey;
import io.imagepeek.source.registry.cache.CachedImage;
import io.imagepeek.source.registry.cache.ImageCache;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;

/** The transport {@code docker}: images in any OCI or Docker registry. */
public final class RegistrySource implements CachingImageSource {

  private static final Pattern HTTPS_PORT = Pattern.compile(":0*443$");

  private final HostPatterns allowed;
  private final RegistryImageFactory images;
  private final ImageCache cache;
  private final Duration maxAge;
  private final MemoryBudget memory;

  /**
   * @param maxAge the greatest age of a cached tag, unless the request sets its own
   */
  RegistrySource(
      HostPatterns allowed,
      RegistryImageFactory images,
      ImageCache cache,
      MemoryBudget memory,
      Duration maxAge) {
    this.allowed = allowed;
    this.images = images;
    this.cache = cache;
    this.memory = memory;
    this.maxAge = maxAge;
  }

  @Override
  public String transport() {
    return RegistryTarget.TRANSPORT;
  }

  @Override
  public StoredImage open(ImageRequest request, InspectionContext context) {
    ImageReference reference = request.reference();
    if (!allowed.allows(reference.host())) {
      throw new InvalidInspectParameters(
          "imageName: the operator does not allow the registry "
              + reference.host()
              + " (imagepeek.registry.allow)");
    }
    String account = request.credentials().map(TokenKey::account).orElse(TokenKey.ANONYMOUS);
    boolean digestsFromCache = !request.maxAge().map(Duration::isZero).orElse(false);
    return new CachedImage(
        () -> images.open(reference, request.credentials(), context),
        reference,
        new ImageCache.Owner(account, repository(reference)),
        new CachedImage.Accepted(request.maxAge().orElse(maxAge), digestsFromCache),
        cache,
        memory,
        context);
  }

  @Override
  public void forget(ImageReference reference) {
    cache.remove(repository(reference), reference);
  }

  /** The repository with its host in one spelling: in lower case, and without the port 443. */
  private static String repository(ImageReference reference) {
    String host = reference.host().toLowerCase(Locale.ROOT);
    return HTTPS_PORT.matcher(host).replaceFirst("") + "/" + reference.repository();
  }
}
