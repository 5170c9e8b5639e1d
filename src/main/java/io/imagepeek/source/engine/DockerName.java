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
 * What an image in a Docker-compatible engine is asked for by: one form after the other until the
 * engine knows one.
 *
 * <p>Each form means the same to every engine. A bare name does not: where dockerd takes it for
 * Docker Hub's, podman takes the first image of any registry whose path ends so.
 */
record DockerName(List<Form> forms) {

  private static final Pattern ID = Pattern.compile("(?:sha256:)?([0-9a-f]{64})");

  /** Engines take fewer digits too, but podman only from here on, and people no fewer. */
  private static final Pattern SHORT_ID = Pattern.compile("(?:sha256:)?([0-9a-f]{4,63})");

  /** Where podman puts what it builds and what comes without a registry. */
  private static final String LOCAL = "localhost/";

  /**
   * One form.
   *
   * @param asked what the engine is asked for
   * @param reference null for an id
   * @param hex the digits of the digest or id; {@code ""} beside a tag
   */
  record Form(String asked, @Nullable ImageReference reference, Kind kind, String hex) {

    private static Form of(ImageReference reference) {
      Digest digest = reference.digest();
      return digest == null
          ? new Form(reference.name() + ":" + reference.target(), reference, Kind.TAG, "")
          : new Form(reference.name() + "@" + digest, reference, Kind.DIGEST, digest.hex());
    }
  }

  /** What tells the image from others. */
  enum Kind {
    TAG,
    DIGEST,
    SHORT_ID
  }

  DockerName {
    forms = List.copyOf(forms);
  }

  /**
   * Reads a reference, or an id of up to 64 hexadecimal digits, {@code sha256:} before them or not.
   * What may be either is looked for as a name first.
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
