package io.imagepeek.function.webhook;

import io.imagepeek.function.webhook.ImageParts.Part;
import java.util.Optional;

/**
 * An event in the form of the distribution project's registry, which others have taken over: a
 * target with repository, digest and tag, and the request that made it.
 */
final class DistributionEvent {

  private DistributionEvent() {}

  /** The image that is its target. */
  static ImageParts image(PayloadField event) {
    PayloadField target = event.in("target");
    PayloadField repository = target.in("repository");
    PayloadField digest = target.in("digest");
    return new ImageParts(
        host(event, target.in("url")),
        new Part(repository.text(), repository),
        ImageParts.part(target.in("tag")),
        Optional.of(new Part(digest.text(), digest)));
  }

  /** The host as whoever pushed asked for it; else that of the URL, which the registry makes up. */
  private static Part host(PayloadField event, PayloadField url) {
    PayloadField asked = event.in("request").in("host");
    return ImageParts.part(asked)
        .orElseGet(
            () -> {
              if (!url.isPresent()) {
                throw asked.is("is missing, and so is " + url.path());
              }
              return ImageParts.hostOf(url);
            });
  }
}
