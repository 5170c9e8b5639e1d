package io.imagepeek.source.engine;

import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import io.imagepeek.image.Digest;
import io.imagepeek.image.ImageReference;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The name of an image in a Docker-compatible engine: several forms, tried in order until the
 * engine has an image of one.
 *
 * <p>Each form means the same to every engine. A bare name does not: to dockerd it is Docker Hub's
 * image, to podman the first image of any registry whose path ends so.
 */
record DockerName(List<Form> forms) {

  private static final Pattern ID = Pattern.compile("(?:sha256:)?([0-9a-f]{64})");

  /** Podman needs at least four digits; dockerd would accept fewer. */
  private static final Pattern SHORT_ID = Pattern.compile("(?:sha256:)?([0-9a-f]{4,63})");

  /** Podman's registry name for images that it built, or that came without a registry. */
  private static final String LOCAL = "localhost/";

  /**
   * One form.
   *
   * @param text the name in the request to the engine
   * @param reference null for an id
   * @param hex the digits of the digest or id; {@code ""} beside a tag
   */
  record Form(String text, @Nullable ImageReference reference, Kind kind, String hex) {

    private static Form of(ImageReference reference) {
      Digest digest = reference.digest();
      return digest == null
          ? new Form(reference.name() + ":" + reference.target(), reference, Kind.TAG, "")
          : new Form(reference.name() + "@" + digest, reference, Kind.DIGEST, digest.hex());
    }
  }

  /** What identifies the image. */
  enum Kind {
    TAG,
    DIGEST,
    SHORT_ID
  }

  DockerName {
    forms = List.copyOf(forms);
  }

  /**
   * Reads a reference, or an id of up to 64 hexadecimal digits with or without {@code sha256:}.
   * What can be both is tried as a name first.
   *
   * @throws InvalidInspectParameters if it is neither
   */
  static DockerName parse(String name, @Nullable String tag) {
    Matcher id = ID.matcher(name);
    if (id.matches()) {
      if (tag != null) {
        throw new InvalidInspectParameters("imageTag: an image that is named by its id has no tag");
      }
      return new DockerName(
          List.of(new Form("sha256:" + id.group(1), null, Kind.DIGEST, id.group(1))));
    }
    ImageReference reference = ImageReference.parse(name, tag);
    List<Form> forms = new ArrayList<>();
    forms.add(Form.of(reference));
    if (isWithoutHost(reference)) {
      forms.add(Form.of(reference.withName(LOCAL + reference.familiarName())));
    }
    Matcher shortId = SHORT_ID.matcher(name);
    if (tag == null && shortId.matches()) {
      forms.add(new Form(shortId.group(1), null, Kind.SHORT_ID, shortId.group(1)));
    }
    return new DockerName(forms);
  }

  private static boolean isWithoutHost(ImageReference reference) {
    return reference.host().equals("docker.io")
        && !reference.written().startsWith("docker.io/")
        && !reference.written().startsWith("index.docker.io/");
  }
}
