package io.imagepeek.function.webhook;

import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import io.imagepeek.image.Digest;
import io.imagepeek.image.ImageReference;
import io.imagepeek.image.Quoted;
import io.imagepeek.json.JsonField;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The parts of an image's name in an event, each with its field. */
record ImageParts(Part host, Part repository, Optional<Part> tag, Optional<Part> digest) {

  /** The field of a request in an error, where an event has another field. */
  private static final Pattern FIELD_OF_REQUEST = Pattern.compile("^image(?:Name|Tag): ");

  /** The host and port of a URL that names no user. */
  private static final Pattern AUTHORITY = Pattern.compile("https?://([^/?#@]++)(?:[/?#]|$)");

  /** The text of a field, or a piece of it. */
  record Part(String text, JsonField from) {

    RuntimeException error(String problem) {
      // The text before an at sign may be an account with its password.
      int account = text.lastIndexOf('@');
      String shown = account < 0 ? text : "***" + text.substring(account);
      return from.error(problem + ": \"" + Quoted.text(shown) + "\"");
    }
  }

  /**
   * Divides {@code host/repository[:tag][@digest]}, of which {@link #imageName} checks the parts.
   */
  static ImageParts of(JsonField field) {
    String name = field.text();
    int slash = name.indexOf('/');
    if (slash < 0) {
      throw new Part(name, field).error("must begin with a host and a slash");
    }
    String path = name.substring(slash + 1);
    int at = path.indexOf('@');
    String tagged = at < 0 ? path : path.substring(0, at);
    int colon = tagged.indexOf(':', tagged.lastIndexOf('/') + 1);
    return new ImageParts(
        new Part(name.substring(0, slash), field),
        new Part(colon < 0 ? tagged : tagged.substring(0, colon), field),
        colon < 0 ? Optional.empty() : part(tagged.substring(colon + 1), field),
        at < 0 ? Optional.empty() : part(path.substring(at + 1), field));
  }

  /** The host of a URL, with its port where it has one. */
  static Part hostOf(JsonField url) {
    Matcher authority = AUTHORITY.matcher(url.text());
    if (!authority.lookingAt()) {
      // Not shown: a URL may hold what only its owner should see.
      throw url.error("is not a URL with a host");
    }
    return new Part(authority.group(1), url);
  }

  /** A part that is all of its field; empty if the field is absent or empty. */
  static Optional<Part> part(JsonField field) {
    return field.optionalText().flatMap(text -> part(text, field));
  }

  private static Optional<Part> part(String text, JsonField field) {
    return text.isEmpty() ? Optional.empty() : Optional.of(new Part(text, field));
  }

  /** The same image with the tag and digest of other fields, where these are present. */
  ImageParts with(Optional<Part> otherTag, Optional<Part> otherDigest) {
    return new ImageParts(host, repository, otherTag.or(() -> tag), otherDigest.or(() -> digest));
  }

  /**
   * The image's name in an inspection's request.
   *
   * @throws InvalidInspectParameters naming the field of the part that is wrong
   */
  String imageName(HostMap hosts) {
    String registry =
        hosts
            .registry(host.text())
            .orElseThrow(
                () -> host.error("is not a host by which an image is named, nor mapped to one"));
    String name = checked(registry + "/" + repository.text(), null, repository);
    tag.ifPresent(part -> checked(name, part.text(), part));
    digest.ifPresent(ImageParts::checkDigest);
    return name
        + tag.map(part -> ":" + part.text()).orElse("")
        + digest.map(part -> "@" + part.text()).orElse("");
  }

  /** The normalised host and path of a name that must have neither tag nor digest. */
  private static String checked(String name, @Nullable String tag, Part part) {
    ImageReference parsed;
    try {
      parsed = ImageReference.parse(name, tag);
    } catch (InvalidInspectParameters invalid) {
      throw part.error(FIELD_OF_REQUEST.matcher(invalid.error()).replaceFirst(""));
    }
    if (!parsed.name().endsWith(name.substring(name.indexOf('/')))) {
      throw part.error("must be a repository without tag and digest");
    }
    return parsed.name();
  }

  private static void checkDigest(Part part) {
    try {
      Digest.parse(part.text());
    } catch (IllegalArgumentException invalid) {
      throw part.error(Objects.requireNonNullElse(invalid.getMessage(), "is not a digest"));
    }
  }
}
