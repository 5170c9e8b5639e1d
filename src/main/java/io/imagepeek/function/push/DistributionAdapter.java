package io.imagepeek.function.push;

import com.fasterxml.jackson.databind.JsonNode;
import io.imagepeek.function.push.ImageParts.Part;
import io.imagepeek.image.MediaTypes;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The envelope of the distribution project's registry, with events of pushes, pulls, mounts and
 * deletions, of manifests and of blobs (<a
 * href="https://distribution.github.io/distribution/about/notifications/">Work with
 * notifications</a>).
 */
final class DistributionAdapter implements Adapter {

  private static final String EVENTS = "events";

  /** The host and port of a URL that names no user. */
  private static final Pattern AUTHORITY = Pattern.compile("https?://([^/?#@]++)(?:[/?#]|$)");

  @Override
  public Sender sender() {
    return Sender.DISTRIBUTION;
  }

  @Override
  public String shape() {
    return "{\"events\": [...]}";
  }

  @Override
  public boolean recognises(JsonNode body, Function<String, @Nullable String> headers) {
    return body.path(EVENTS).isArray();
  }

  @Override
  public void read(Field body, Function<String, @Nullable String> headers, Pushes pushes) {
    body.in(EVENTS).elements().forEach(event -> read(event, pushes));
  }

  private static void read(Field event, Pushes pushes) {
    if (!event.in("action").text().equals("push")) {
      return;
    }
    Field target = event.in("target");
    if (!isManifest(target.in("mediaType"))) {
      return;
    }
    Field repository = target.in("repository");
    Field digest = target.in("digest");
    pushes.add(
        new ImageParts(
            host(event),
            new Part(repository.text(), repository),
            ImageParts.part(target.in("tag")),
            Optional.of(new Part(digest.text(), digest))),
        EventId.given(event.in("id")),
        event.in("timestamp").optionalTime());
  }

  /** Blobs may come without a type; manifests never do. */
  private static boolean isManifest(Field mediaType) {
    return mediaType.optionalText().filter(MediaTypes.MANIFEST_ACCEPT::contains).isPresent();
  }

  /** The host as whoever pushed asked for it; else that of the URL, which the registry makes up. */
  private static Part host(Field event) {
    Field asked = event.in("request").in("host");
    return ImageParts.part(asked).orElseGet(() -> hostOf(event.in("target").in("url"), asked));
  }

  private static Part hostOf(Field url, Field asked) {
    if (!url.isPresent()) {
      throw asked.is("is missing, and so is " + url.path());
    }
    Matcher authority = AUTHORITY.matcher(url.text());
    if (!authority.lookingAt()) {
      // Not shown: a URL may hold what only its owner should see.
      throw url.is("is not a URL with a host");
    }
    return new Part(authority.group(1), url);
  }
}
