package io.imagepeek.function.push;

import io.imagepeek.function.push.ImageParts.Part;
import java.util.Optional;

/**
 * An event in the form of the distribution project's registry, which others have taken over: a
 * target with repository, digest and tag, and the request that made it.
 */
final class RegistryEvent {

  private RegistryEvent() {}

  /** The image that is its target. */
  static ImageParts image(Field event) {
    Field target = event.in("target");
    Field repository = target.in("repository");
    Field digest = target.in("digest");
    return new ImageParts(
        host(event, target.in("url")),
        new Part(repository.text(), repository),
        ImageParts.part(target.in("tag")),
        Optional.of(new Part(digest.text(), digest)));
  }

  /** The host as whoever pushed asked for it; else that of the URL, which the registry makes up. */
  private static Part host(Field event, Field url) {
    Field asked = event.in("request").in("host");
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
