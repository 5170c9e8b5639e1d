package io.imagepeek.image;

import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The failures for names that violate the grammar. They say which character is wrong and where, or
 * which part to leave out. A URL may contain a password, so the text before an {@code @} is never
 * repeated.
 */
final class NameError {

  /** The documented text; the cause follows it. */
  private static final String INVALID = "Image name contains invalid characters";

  private static final String CREDENTIALS =
      "the part before the '@'; credentials go into the field credentials";

  /** A character that no part of a name may contain. */
  private static final Pattern FOREIGN = Pattern.compile("[^A-Za-z0-9._/:@\\[\\]-]");

  private static final Pattern FOREIGN_TO_TAGS = Pattern.compile("^[.-]|[^A-Za-z0-9._-]");

  private static final Pattern FOREIGN_TO_DIGESTS = Pattern.compile("[^0-9a-f]");

  private static final String SCHEME_END = "://";
  private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]{0,31}");

  /** A registry's name before a path. */
  private static final Pattern HOST =
      Pattern.compile("(?=.*[.:])[A-Za-z0-9][A-Za-z0-9.-]*(:[0-9]{1,5})?");

  private static final String REGISTRY_TRANSPORT = "docker";

  /** The transport prefixes of other tools. */
  private static final Pattern TRANSPORT =
      Pattern.compile(
          "(docker|oci|oci-archive|docker-archive|dir|docker-daemon|containerd"
              + "|containers-storage):.*",
          Pattern.DOTALL);

  private static final String STEP = "/[a-z0-9][a-z0-9._-]{0,63}";
  private static final String PART = "/(" + STEP.substring(1) + ")";
  private static final String END = "(?:[:@/?#].*)?";

  /** Web pages about an image, and the image's name. */
  private static final Map<Pattern, String> PAGES =
      Map.of(
          page("hub.docker.com", "/_" + PART), "$1",
          page("hub.docker.com", "/(?:r|layers|repository/docker)" + PART + PART), "$1/$2",
          page("quay.io", "/repository" + PART + PART), "quay.io/$1/$2",
          page("gallery.ecr.aws", "(" + STEP + "(?:" + STEP + "){1,3})"), "public.ecr.aws$1",
          page("github.com", PART + "/[^/]+/pkgs/container" + PART), "ghcr.io/$1/$2",
          page("github.com", "/(?:orgs|users)" + PART + "/packages/container(?:/package)?" + PART),
              "ghcr.io/$1/$2");

  /** Text that looks like a tag, in the place of a digest. */
  private static final Pattern LIKE_A_TAG =
      Pattern.compile("latest|(?=.*[0-9])[A-Za-z0-9_][A-Za-z0-9._-]*");

  private static final Pattern WORD = Pattern.compile("[A-Za-z]+");

  private NameError() {}

  private static Pattern page(String host, String path) {
    return Pattern.compile("(?i:" + Pattern.quote(host) + ")" + path + END, Pattern.DOTALL);
  }

  /** The documented failure without a cause. */
  static InvalidInspectParameters unexplained() {
    return new InvalidInspectParameters(INVALID);
  }

  /** Whether the name is a URL. */
  static boolean isAddress(String name) {
    return name.contains(SCHEME_END);
  }

  /** The failure for a name that is a URL. */
  static InvalidInspectParameters ofAddress(String name) {
    int end = name.indexOf(SCHEME_END);
    String scheme = name.substring(0, end);
    String rest = name.substring(end + SCHEME_END.length());
    String page = nameOnPage(rest);
    if (page != null) {
      return because(page);
    }
    if (HOST.matcher(scheme).matches() && !hasUserInfo(rest)) {
      return because("write '/' after the registry's name, not \"://\"");
    }
    return because(
        (SCHEME.matcher(scheme).matches()
                ? "leave out \"" + scheme + SCHEME_END + '"'
                : "leave out everything up to \"" + SCHEME_END + '"')
            + (hasUserInfo(rest) ? " and " + CREDENTIALS : transportHint(scheme)));
  }

  /**
   * The failure for a name with a wrong character.
   *
   * @param index the index of the first wrong character
   * @param rule the rule for this part of the name
   */
  static InvalidInspectParameters at(String name, int index, String rule) {
    String generalCause = generalCause(name, 0);
    if (generalCause != null) {
      return because(generalCause);
    }
    return because(
        index < name.length()
            ? shown(name, index) + " is not allowed there: " + rule
            : "something is missing at position " + (index + 1) + ": " + rule);
  }

  /**
   * The failure for a name with a malformed digest.
   *
   * @param at the index of the {@code @} before it
   * @param reason what is wrong with the digest
   */
  static InvalidInspectParameters ofDigest(String name, int at, String reason) {
    String foreign = foreign(name, at);
    if (foreign != null) {
      return because(foreign);
    }
    int colon = name.indexOf(':', at);
    boolean isKnown = DigestAlgorithm.ofPrefix(name.substring(at + 1, colon)) != null;
    Matcher wrong = FOREIGN_TO_DIGESTS.matcher(name);
    return new InvalidInspectParameters(
        "imageName: "
            + reason
            + (isKnown && wrong.find(colon + 1) ? "; found " + shown(name, wrong.start()) : ""));
  }

  /**
   * The failure for a name without a digest after the {@code @}.
   *
   * @param at the index of the {@code @}
   */
  static InvalidInspectParameters ofNoDigest(String name, int at) {
    String generalCause = generalCause(name, at);
    if (generalCause != null) {
      return because(generalCause);
    }
    String after = name.substring(at + 1);
    if (LIKE_A_TAG.matcher(after).matches()) {
      return because(shown(name, at) + " must be followed by a digest; write ':' before a tag");
    }
    // The documented example: the meaning of a single word cannot be guessed.
    return WORD.matcher(after).matches()
        ? unexplained()
        : because("no digest follows " + shown(name, at));
  }

  /**
   * The failure for a tag in a name.
   *
   * @param start the index of the tag
   */
  static InvalidInspectParameters ofTag(String name, int start) {
    String generalCause = generalCause(name, start);
    return generalCause == null
        ? ofTag("imageName: the tag", name.substring(start), start)
        : because(generalCause);
  }

  /**
   * The failure of a tag.
   *
   * @param subject the subject of the message
   * @param before the number of characters before the tag
   */
  static InvalidInspectParameters ofTag(String subject, String tag, int before) {
    Matcher foreign = FOREIGN_TO_TAGS.matcher(tag);
    return new InvalidInspectParameters(
        subject
            + " must have 1 to 128 letters, digits, '_', '.' and '-',"
            + " and must not start with '.' or '-'"
            + (foreign.find()
                ? "; found " + shown(tag.codePointAt(foreign.start()), before + foreign.start())
                : ""));
  }

  /** The first upper-case letter, and where it is. */
  static String upperCase(String name, int from) {
    int index = from;
    while (index < name.length() - 1 && !Character.isUpperCase(name.charAt(index))) {
      index++;
    }
    return shown(name, index);
  }

  /**
   * A cause that concerns the whole name; null where there is none.
   *
   * @param from the index to search for foreign characters from: the text before it may be a
   *     password
   */
  private static @Nullable String generalCause(String name, int from) {
    String page = nameOnPage(name);
    if (page != null) {
      return page;
    }
    if (hasUserInfo(name)) {
      return "leave out " + CREDENTIALS;
    }
    Matcher transport = TRANSPORT.matcher(name);
    if (transport.matches()) {
      return "leave out \"" + transport.group(1) + ":\"" + transportHint(transport.group(1));
    }
    return foreign(name, from);
  }

  private static @Nullable String foreign(String name, int from) {
    Matcher foreign = FOREIGN.matcher(name);
    if (!foreign.find(from)) {
      return null;
    }
    int index = foreign.start();
    // A letter that only looks like another one has to be replaced, not left out.
    boolean outside =
        (index == 0 && !Character.isLetterOrDigit(name.codePointAt(0)))
            || name.substring(index).isBlank();
    return shown(name, index) + (outside ? "; leave it out" : "");
  }

  private static @Nullable String nameOnPage(String address) {
    for (Map.Entry<Pattern, String> page : PAGES.entrySet()) {
      Matcher found = page.getKey().matcher(address);
      if (found.matches()) {
        String name = address.substring(0, found.end(found.groupCount()));
        return "leave out the page's address; the image is called \""
            + page.getKey().matcher(name).replaceFirst(page.getValue())
            + '"';
      }
    }
    return null;
  }

  private static boolean hasUserInfo(String name) {
    int at = name.indexOf('@');
    return at >= 0 && name.indexOf('/', at) >= 0;
  }

  private static String transportHint(String transport) {
    return TRANSPORT.matcher(transport + ":").matches() && !transport.equals(REGISTRY_TRANSPORT)
        ? "; for an image outside a registry, set containerImageTransport"
        : "";
  }

  private static String shown(String name, int index) {
    return shown(name.codePointAt(index), index);
  }

  private static String shown(int character, int index) {
    String sign =
        character == ' '
            ? "' ' (a space)"
            : character > ' ' && character <= '~'
                ? "'" + (char) character + "'"
                : "U+%04X".formatted(character);
    return sign + " at position " + (index + 1);
  }

  private static InvalidInspectParameters because(String cause) {
    return new InvalidInspectParameters(INVALID + ": " + cause);
  }
}
