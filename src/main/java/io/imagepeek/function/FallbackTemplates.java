package io.imagepeek.function;

import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import io.imagepeek.image.Digest;
import io.imagepeek.image.ImageReference;
import io.imagepeek.source.Credentials;
import io.imagepeek.source.ImageName;
import io.imagepeek.source.ImageRequest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where an image is looked for that may not be where it was asked for. In a template {@code NAME}
 * stands for the name and {@code TAG} for the tag: {@code gcr.io/NAME:TAG}. At the template's
 * beginning the name is the whole name with its registry; behind a registry it is the path of the
 * repository there.
 *
 * <p>What is asked for by digest is looked for by that digest alone: {@code :TAG} stands for it
 * then, and a template with another tag is left out.
 */
record FallbackTemplates(List<String> templates) {

  /** The documented chain. */
  static final FallbackTemplates DOCUMENTED =
      new FallbackTemplates(List.of("gcr.io/NAME:TAG", "quay.io/NAME:TAG", "NAME:latest"));

  static final FallbackTemplates NONE = new FallbackTemplates(List.of());

  private static final Pattern NAME = Pattern.compile("(^|/)NAME(?=$|[/:@])");
  private static final Pattern TAG = Pattern.compile(":TAG$");

  FallbackTemplates {
    templates = List.copyOf(templates);
  }

  /**
   * The requests that the templates make of one, in their order and each once. Credentials go along
   * only where the registry is the one that they were given for.
   *
   * @throws InvalidInspectParameters if a template makes no valid name
   */
  List<ImageRequest> of(ImageRequest asked) {
    if (templates.isEmpty()) {
      return List.of();
    }
    ImageReference reference = ImageReference.parse(asked.name().name(), asked.name().tag());
    Set<String> seen = new HashSet<>(Set.of(question(reference)));
    List<ImageRequest> requests = new ArrayList<>();
    for (int i = 0; i < templates.size(); i++) {
      ImageReference alternative = expanded(templates.get(i), reference, i);
      boolean samePin =
          reference.digest() == null || reference.digest().equals(alternative.digest());
      if (samePin && seen.add(question(alternative))) {
        Optional<Credentials> credentials =
            alternative.host().equals(reference.host()) ? asked.credentials() : Optional.empty();
        requests.add(
            new ImageRequest(
                new ImageName(alternative.toString(), null), credentials, asked.maxAge()));
      }
    }
    return requests;
  }

  /** What a registry is asked: a tag beside a digest is for information only. */
  private static String question(ImageReference reference) {
    return reference.name() + " " + reference.target();
  }

  private static ImageReference expanded(String template, ImageReference reference, int index) {
    Matcher name = NAME.matcher(template);
    String named =
        name.replaceAll(
            found ->
                Matcher.quoteReplacement(
                    found.start() == 0 && found.group(1).isEmpty()
                        ? reference.name()
                        : found.group(1) + path(reference)));
    Digest digest = reference.digest();
    String suffix = digest == null ? ":" + reference.target() : "@" + digest;
    String text = TAG.matcher(named).replaceFirst(Matcher.quoteReplacement(suffix));
    try {
      // First as it stands there, so that the position of a fault is that in the template.
      var unused = ImageReference.parse(placeholder(template), null);
      return ImageReference.parse(text, null);
    } catch (InvalidInspectParameters invalid) {
      throw new InvalidInspectParameters("fallbacks[" + index + "]: " + invalid.error());
    }
  }

  /** The template with something of the same length in each place. */
  private static String placeholder(String template) {
    return TAG.matcher(NAME.matcher(template).replaceAll("$1name")).replaceFirst(":tag");
  }

  /** Docker Hub's official images are known by their bare names. */
  private static String path(ImageReference reference) {
    String familiar = reference.familiarName();
    return familiar.equals(reference.name()) ? reference.repository() : familiar;
  }
}
