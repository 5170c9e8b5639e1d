package io.imagepeek.source.engine;

import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import io.imagepeek.image.Digest;
import io.imagepeek.image.ImageReference;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the name in a request means to whoever looks an image up in containerd. */
sealed interface ContainerdName {

  /** An image's id: the digest of its target. */
  record ImageId(Digest target) implements ContainerdName {}

  /**
   * A name by digest: it stands for that content, under whatever tag of the repository it is there.
   */
  record Pinned(ImageReference reference) implements ContainerdName {}

  /**
   * A name, tried in each of these forms in turn.
   *
   * @param forms the canonical one first, which is all that engines look for; then the name as it
   *     is written, with its tag and without one: containerd's own tools give names that are not
   *     canonical, and those must not hide the others
   * @param idPrefix the first digits of an id that it may be, too, where it is no name; null where
   *     it cannot be
   * @param refusal why it is no reference; null where it is one
   */
  record Named(
      List<String> forms, @Nullable String idPrefix, @Nullable InvalidInspectParameters refusal)
      implements ContainerdName {

    public Named {
      forms = List.copyOf(forms);
    }
  }

  Pattern BARE_ID = Pattern.compile("[0-9a-f]{64}");
  Pattern ID_PREFIX = Pattern.compile("(?:sha256:)?([0-9a-f]{4,63})");
  Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

  /**
   * Reads a request's name.
   *
   * @throws InvalidInspectParameters where it can be the name of nothing
   */
  static ContainerdName parse(String written, @Nullable String tag) {
    Digest id = tag == null ? id(written) : null;
    if (id != null) {
      return new ImageId(id);
    }
    ImageReference reference = null;
    InvalidInspectParameters refusal = null;
    try {
      reference = ImageReference.parse(written, tag);
    } catch (InvalidInspectParameters noReference) {
      requireNameable(written, tag, noReference);
      refusal = noReference;
    }
    if (reference != null && reference.digest() != null) {
      return new Pinned(reference);
    }
    Set<String> forms = new LinkedHashSet<>();
    if (reference != null) {
      forms.add(reference.toString());
    }
    if (isTagged(written)) {
      forms.add(written);
    } else {
      forms.add(written + ":" + (tag == null ? "latest" : tag));
      if (tag == null) {
        forms.add(written);
      }
    }
    Matcher prefix = ID_PREFIX.matcher(written);
    return new Named(
        List.copyOf(forms), tag == null && prefix.matches() ? prefix.group(1) : null, refusal);
  }

  private static @Nullable Digest id(String written) {
    try {
      return Digest.parse(BARE_ID.matcher(written).matches() ? "sha256:" + written : written);
    } catch (IllegalArgumentException noDigest) {
      return null;
    }
  }

  /** A name need not be a reference; but what nobody means as a name is not looked for. */
  private static void requireNameable(
      String written, @Nullable String tag, InvalidInspectParameters noReference) {
    boolean tagTwice = tag != null && isTagged(written) && !written.endsWith(":" + tag);
    if (written.isEmpty()
        || written.length() > ImageReference.MAX_LENGTH
        || CONTROL.matcher(written).find()
        || noReference.error().startsWith("imageTag:")
        || tagTwice) {
      throw noReference;
    }
    if (tag != null) {
      // Its grammar, which is looked at behind that of the name.
      ImageReference.parse("name", tag);
    }
  }

  private static boolean isTagged(String written) {
    return written.indexOf(':', written.lastIndexOf('/') + 1) >= 0;
  }
}
