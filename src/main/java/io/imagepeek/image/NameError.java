package io.imagepeek.image;

import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Says of a name that the grammar does not know which character is wrong, and where, or what to
 * leave out. Who writes an address may write a password into it: what stands before an {@code @} is
 * never repeated.
 */
final class NameError {

  /** As it is documented; what is known of the cause stands behind it. */
  private static final String INVALID = "Image name contains invalid characters";

  private static final String CREDENTIALS =
      "what stands before the '@': credentials are a field of their own";

  /** What no part of a name has, wherever it stands. */
  private static final Pattern FOREIGN = Pattern.compile("[^A-Za-z0-9._/:@\\[\\]-]");

  private static final Pattern FOREIGN_TO_TAGS = Pattern.compile("^[.-]|[^A-Za-z0-9._-]");

  private static final Pattern FOREIGN_TO_DIGESTS = Pattern.compile("[^0-9a-f]");

  private static final String BEHIND_SCHEME = "://";
  private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]{0,31}");

  /** A registry's name, as it stands before a path. */
  private static final Pattern HOST =
      Pattern.compile("(?=.*[.:])[A-Za-z0-9][A-Za-z0-9.-]*(:[0-9]{1,5})?");

  private static final String REGISTRIES = "docker";

  /** Where else images may be, as other tools write it before a path. */
  private static final Pattern TRANSPORT =
      Pattern.compile(
          "(docker|oci|oci-archive|docker-archive|dir|docker-daemon|containerd"
              + "|containers-storage):.*",
          Pattern.DOTALL);

  private static final String STEP = "/[a-z0-9][a-z0-9._-]{0,63}";
  private static final String PART = "/(" + STEP.substring(1) + ")";
  private static final String END = "(?:[:@/?#].*)?";

  /** Pages about an image, and the image's name. */
  private static final Map<Pattern, String> PAGES =
      Map.of(
          page("hub.docker.com", "/_" + PART), "$1",
          page("hub.docker.com", "/(?:r|layers|repository/docker)" + PART + PART), "$1/$2",
          page("quay.io", "/repository" + PART + PART), "quay.io/$1/$2",
          page("gallery.ecr.aws", "(" + STEP + "(?:" + STEP + "){1,3})"), "public.ecr.aws$1",
          page("github.com", PART + "/[^/]+/pkgs/container" + PART), "ghcr.io/$1/$2",
          page("github.com", "/(?:orgs|users)" + PART + "/packages/container(?:/package)?" + PART),
              "ghcr.io/$1/$2");

  /** What people mean as a tag, and write where a digest belongs. */
  private static final Pattern LIKE_A_TAG =
      Pattern.compile("latest|(?=.*[0-9])[A-Za-z0-9_][A-Za-z0-9._-]*");

  private static final Pattern WORD = Pattern.compile("[A-Za-z]+");

  private NameError() {}

  private static Pattern page(String host, String path) {
    return Pattern.compile("(?i:" + Pattern.quote(host) + ")" + path + END, Pattern.DOTALL);
  }

  /** The documented failure alone. */
  static InvalidInspectParameters unexplained() {
    return new InvalidInspectParameters(INVALID);
  }

  /** Whether it is the address of something, which no name is. */
  static boolean isAddress(String name) {
    return name.contains(BEHIND_SCHEME);
  }

  /** The failure of a name that is an address. */
  static InvalidInspectParameters ofAddress(String name) {
    int end = name.indexOf(BEHIND_SCHEME);
    String scheme = name.substring(0, end);
    String rest = name.substring(end + BEHIND_SCHEME.length());
    String page = nameOnPage(rest);
    if (page != null) {
      return because(page);
    }
    if (HOST.matcher(scheme).matches() && !hasAccount(rest)) {
      return because("behind the registry's name stands '/', not \"://\"");
    }
    return because(
        (SCHEME.matcher(scheme).matches()
                ? "leave out \"" + scheme + BEHIND_SCHEME + '"'
                : "leave out all up to \"" + BEHIND_SCHEME + '"')
            + (hasAccount(rest) ? " and " + CREDENTIALS : elsewhere(scheme)));
  }

  /**
   * The failure of a name that has a wrong character.
   *
   * @param index of the first character that cannot stand where it does
   * @param rule what may stand there
   */
  static InvalidInspectParameters at(String name, int index, String rule) {
    String known = known(name, 0);
    if (known != null) {
      return because(known);
    }
    return because(
        index < name.length()
            ? shown(name, index) + " cannot stand there: " + rule
            : "something is missing at position " + (index + 1) + ": " + rule);
  }

  /**
   * The failure of a name whose digest is malformed.
   *
   * @param at the index of what stands before it
   * @param reason what is wrong with it
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
            + (isKnown && wrong.find(colon + 1) ? "; there is " + shown(name, wrong.start()) : ""));
  }

  /**
   * The failure of a name in which no digest stands behind the {@code @}.
   *
   * @param at the index of that
   */
  static InvalidInspectParameters ofNoDigest(String name, int at) {
    String known = known(name, at);
    if (known != null) {
      return because(known);
    }
    String behind = name.substring(at + 1);
    if (LIKE_A_TAG.matcher(behind).matches()) {
      return because(shown(name, at) + " comes before a digest; before a tag stands ':'");
    }
    // The documented example: of a mere word nobody knows what it was meant for.
    return WORD.matcher(behind).matches()
        ? unexplained()
        : because("behind " + shown(name, at) + " stands no digest");
  }

  /**
   * The failure of a tag within a name.
   *
   * @param start the index of its first character
   */
  static InvalidInspectParameters ofTag(String name, int start) {
    String known = known(name, start);
    return known == null
        ? ofTag("imageName: the tag", name.substring(start), start)
        : because(known);
  }

  /**
   * The failure of a tag.
   *
   * @param subject how the error calls it
   * @param before characters that stand before it
   */
  static InvalidInspectParameters ofTag(String subject, String tag, int before) {
    Matcher foreign = FOREIGN_TO_TAGS.matcher(tag);
    return new InvalidInspectParameters(
        subject
            + " has 1 to 128 letters, digits, '_', '.' and '-', and begins with none of the last"
            + " two"
            + (foreign.find()
                ? "; there is " + shown(tag.codePointAt(foreign.start()), before + foreign.start())
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
   * What can be said of the whole name, whatever is wrong with it in particular; else null.
   *
   * @param from where foreign characters are looked for: not in what may be a password
   */
  private static @Nullable String known(String name, int from) {
    String page = nameOnPage(name);
    if (page != null) {
      return page;
    }
    if (hasAccount(name)) {
      return "leave out " + CREDENTIALS;
    }
    Matcher transport = TRANSPORT.matcher(name);
    if (transport.matches()) {
      return "leave out \"" + transport.group(1) + ":\"" + elsewhere(transport.group(1));
    }
    return foreign(name, from);
  }

  private static @Nullable String foreign(String name, int from) {
    Matcher foreign = FOREIGN.matcher(name);
    if (!foreign.find(from)) {
      return null;
    }
    int index = foreign.start();
    // A letter that only looks like another has to be replaced.
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

  private static boolean hasAccount(String name) {
    int at = name.indexOf('@');
    return at >= 0 && name.indexOf('/', at) >= 0;
  }

  private static String elsewhere(String transport) {
    return TRANSPORT.matcher(transport + ":").matches() && !transport.equals(REGISTRIES)
        ? "; what is in no registry is named by containerImageTransport"
        : "";
  }

  private static String shown(String name, int index) {
    return shown(name.codePointAt(index), index);
  }

  private static String shown(int character, int index) {
    String sign =
        character == ' '
            ? "' ' (a blank)"
            : character > ' ' && character <= '~'
                ? "'" + (char) character + "'"
                : "U+%04X".formatted(character);
    return sign + " at position " + (index + 1);
  }

  private static InvalidInspectParameters because(String cause) {
    return new InvalidInspectParameters(INVALID + ": " + cause);
  }
}
