package io.imagepeek.function.webhook;

import io.imagepeek.function.webhook.ImageParts.Part;
import io.imagepeek.json.JsonField;
import java.util.Optional;

/**
 * An event in the form of the distribution project's registry, which others have taken over: a
 * target with repository, digest and tag, and the request that made it.
 */
final class DistributionEvent {

  private DistributionEvent() {}

  /** The image that is its target. */
  static ImageParts image(JsonField event) {
    JsonField target = event.get("target");
    JsonField repository = target.get("repository");
    JsonField digest = target.get("digest");
    return new ImageParts(
        host(event, target.get("url")),
        new Part(repository.text(), repository),
        ImageParts.part(target.get("tag")),
        Optional.of(new Part(digest.text(), digest)));
  }

  /** The host of the push request; else the host of the URL, which the registry makes up. */
  private static Part host(JsonField event, JsonField url) {
    JsonField requestHost = event.get("request").get("host");
    return ImageParts.part(requestHost)
        .orElseGet(
            () -> {
              if (!url.isPresent()) {
                throw requestHost.error("is missing, and so is " + url.path());
              }
              return ImageParts.hostOf(url);
            });
  }
}
