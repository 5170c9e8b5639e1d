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

/** The name of a request, as images are looked up by it in containerd. */
sealed interface ContainerdName {

  /** An image's id: the digest of its target. */
  record ImageId(Digest target) implements ContainerdName {}

  /** A name with a digest: that content, under any tag of the repository. */
  record Pinned(ImageReference reference) implements ContainerdName {}

  /**
   * A name in several forms, to be tried in this order.
   *
   * @param forms the canonical one first, the only one that engines use; then the name as it is
   *     written, with its tag and without one, since containerd's own tools give names that are not
   *     canonical. These must not hide the canonical ones
   * @param idPrefix the first digits of an id, where the name can be that, too; else null
   * @param refusal why it is not a reference; null where it is one
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
   * @throws InvalidInspectParameters where no image can have the name
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

  /** Names need not be references, but some texts cannot be meant as names. */
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
      // Checks the tag, which comes after the name in the attempt above.
      ImageReference.parse("name", tag);
    }
  }

  private static boolean isTagged(String written) {
    return written.indexOf(':', written.lastIndexOf('/') + 1) >= 0;
  }
}
