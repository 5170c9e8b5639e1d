package io.imagepeek.function;

import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import io.imagepeek.image.Digest;
import io.imagepeek.image.ImageReference;
import io.imagepeek.source.Credentials;
import io.imagepeek.source.ImageRequest;
import io.imagepeek.source.ImageTarget.RegistryTarget;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where else to look for an image that may be missing from its registry. In a template {@code NAME}
 * stands for the name and {@code TAG} for the tag: {@code gcr.io/NAME:TAG}. At the beginning of a
 * template, {@code NAME} is the whole name with its registry; behind a registry it is the path of
 * the repository.
 *
 * <p>An image with a digest is looked for by that digest alone: {@code :TAG} stands for the digest
 * then, and a template with a tag of its own is skipped.
 */
record FallbackTemplates(List<String> templates) {

  /** The documented templates. */
  static final FallbackTemplates DOCUMENTED =
      new FallbackTemplates(List.of("gcr.io/NAME:TAG", "quay.io/NAME:TAG", "NAME:latest"));

  static final FallbackTemplates NONE = new FallbackTemplates(List.of());

  private static final Pattern NAME = Pattern.compile("(^|/)NAME(?=$|[/:@])");
  private static final Pattern TAG = Pattern.compile(":TAG$");

  FallbackTemplates {
    templates = List.copyOf(templates);
  }

  /**
   * The requests for the other places, in the order of the templates and without duplicates. Only a
   * request to the same registry keeps the credentials.
   *
   * @param image in a registry, unless there are no templates
   * @throws InvalidInspectParameters if the name that a template makes is invalid
   */
  List<ImageRequest> of(ImageRequest image) {
    if (templates.isEmpty()) {
      return List.of();
    }
    ImageReference reference = image.reference();
    Set<String> seen = new HashSet<>(Set.of(fetched(reference)));
    List<ImageRequest> requests = new ArrayList<>();
    for (int i = 0; i < templates.size(); i++) {
      ImageReference alternative = expanded(templates.get(i), reference, i);
      boolean sameDigest =
          reference.digest() == null || reference.digest().equals(alternative.digest());
      if (sameDigest && seen.add(fetched(alternative))) {
        Optional<Credentials> credentials =
            alternative.host().equals(reference.host()) ? image.credentials() : Optional.empty();
        requests.add(
            new ImageRequest(new RegistryTarget(alternative), credentials, image.maxAge()));
      }
    }
    return requests;
  }

  /** What is fetched: a tag beside a digest is for information only. */
  private static String fetched(ImageReference reference) {
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
      // The template itself first, so that the position in an error is that in the template.
      var unused = ImageReference.parse(placeholder(template), null);
      return ImageReference.parse(text, null);
    } catch (InvalidInspectParameters invalid) {
      throw new InvalidInspectParameters("fallbacks[" + index + "]: " + invalid.error());
    }
  }

  /** The template with valid text of the same length for NAME and TAG. */
  private static String placeholder(String template) {
    return TAG.matcher(NAME.matcher(template).replaceAll("$1name")).replaceFirst(":tag");
  }

  /** Without {@code library/}: other registries have Docker Hub's official images by bare name. */
  private static String path(ImageReference reference) {
    String familiar = reference.familiarName();
    return familiar.equals(reference.name()) ? reference.repository() : familiar;
  }
}
