package io.imagepeek.image;

import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The name of an image, normalised by the reference grammar of the distribution project.
 *
 * @param written the name as the caller wrote it
 * @param host the registry, with its port where it has one; {@code docker.io} for Docker Hub
 * @param repository the path in the registry, {@code library/} included
 * @param tag null where the name has only a digest. With a digest, the tag is for information only
 * @param digest the digest to fetch; null where the name has none
 */
public record ImageReference(
    String written, String host, String repository, @Nullable String tag, @Nullable Digest digest) {

  /** The longest name that is parsed, in characters. */
  public static final int MAX_LENGTH = 4_096;

  /** The longest path of a repository, in characters. */
  public static final int MAX_REPOSITORY_LENGTH = 255;

  private static final String DOCKER_HUB = "docker.io";
  private static final String DOCKER_HUB_LEGACY = "index.docker.io";
  private static final String DOCKER_HUB_API = "registry-1.docker.io";
  private static final String LIBRARY = "library/";
  private static final String DEFAULT_TAG = "latest";
  private static final int MAX_PORT = 65_535;

  private static final String PATH_RULE =
      "a path has lower-case letters and digits, separated by '/', '.', '_', '__' or any number of"
          + " '-'";
  private static final String HOST_RULE =
      "a registry's name has letters and digits, and '-' and '.' only between them";
  private static final String PORT_RULE = "a port is a number";

  // Possessive quantifiers: no input can cause backtracking.
  private static final Pattern REPOSITORY =
      Pattern.compile(
          "[a-z0-9]++(?:(?:\\.|__?+|-++)[a-z0-9]++)*+"
              + "(?:/[a-z0-9]++(?:(?:\\.|__?+|-++)[a-z0-9]++)*+)*+");
  private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,127}");
  private static final Pattern HOST_LABEL = Pattern.compile("[A-Za-z0-9]++(?:-++[A-Za-z0-9]++)*+");
  private static final Pattern DIGITS = Pattern.compile("[0-9]++");
  private static final Pattern HEX = Pattern.compile("[0-9A-Fa-f]*+");
  private static final Pattern IMAGE_ID = Pattern.compile("[0-9a-f]{64}");

  /**
   * Parses a name with optional host, path, tag and digest, and a separate tag. A violation of the
   * grammar is an {@link InvalidInspectParameters} failure that names the field and the cause.
   */
  public static ImageReference parse(String imageName, @Nullable String imageTag) {
    if (imageName.isEmpty()) {
      throw new InvalidInspectParameters("imageName: the name is empty");
    }
    if (imageName.length() > MAX_LENGTH) {
      throw new InvalidInspectParameters(
          "imageName: the name has %d characters, at most %d are allowed"
              .formatted(imageName.length(), MAX_LENGTH));
    }
    if (IMAGE_ID.matcher(imageName).matches()) {
      throw new InvalidInspectParameters(
          "imageName: 64 hexadecimal digits are an image's id, not a name");
    }
    if (NameError.isAddress(imageName)) {
      throw NameError.ofAddress(imageName);
    }
    int at = imageName.indexOf('@');
    Digest digest = at < 0 ? null : digest(imageName, at);
    String tagged = at < 0 ? imageName : imageName.substring(0, at);
    int colon = tagged.indexOf(':', tagged.lastIndexOf('/') + 1);
    // An IPv6 address in brackets contains colons, and can only be a host.
    boolean hasTag = colon >= 0 && tagged.indexOf('[', tagged.lastIndexOf('/') + 1) < 0;
    String name = hasTag ? tagged.substring(0, colon) : tagged;
    ImageReference named = named(imageName, name);
    String tag = tag(tagged, hasTag ? colon + 1 : -1, imageTag);
    if (tag == null && digest == null) {
      tag = DEFAULT_TAG;
    }
    return new ImageReference(imageName, named.host, named.repository, tag, digest);
  }

  /**
   * The same tag and digest, as written, under another name.
   *
   * @param name host and repository, by the same rule as in {@link #parse}
   * @throws InvalidInspectParameters if the name has no host, or violates the grammar
   */
  public ImageReference withName(String name) {
    if (name.length() > MAX_LENGTH || !isHost(name.substring(0, Math.max(0, name.indexOf('/'))))) {
      throw NameError.unexplained();
    }
    ImageReference named = named(written, name);
    return new ImageReference(written, named.host, named.repository, tag, digest);
  }

  /** The host to connect to for {@link #host()}: Docker Hub's registry has another name. */
  public String apiHost() {
    return host.equals(DOCKER_HUB) ? DOCKER_HUB_API : host;
  }

  /** The reference in the request for the manifest: the digest, else the tag. */
  public String target() {
    if (digest != null) {
      return digest.toString();
    }
    return tag != null ? tag : DEFAULT_TAG;
  }

  /** Whether this is one of Docker Hub's official images, all of which are public. */
  public boolean isDockerHubLibrary() {
    return host.equals(DOCKER_HUB) && repository.startsWith(LIBRARY);
  }

  /** Host and repository, without tag and digest. */
  public String name() {
    return host + "/" + repository;
  }

  /**
   * Host and repository in short form, without {@code docker.io/library/}. The full name is kept
   * where the short form would parse as another image, because its first part looks like a host.
   */
  public String familiarName() {
    if (!host.equals(DOCKER_HUB)) {
      return name();
    }
    if (isDockerHubLibrary() && repository.indexOf('/', LIBRARY.length()) < 0) {
      return repository.substring(LIBRARY.length());
    }
    return isHost(repository.split("/", 2)[0]) ? name() : repository;
  }

  /** The short form: {@code alpine:3.20}. */
  public String familiar() {
    return familiarName() + suffix();
  }

  /** The canonical form: {@code host/repository[:tag][@digest]}. */
  @Override
  public String toString() {
    return name() + suffix();
  }

  private String suffix() {
    return (tag == null ? "" : ":" + tag) + (digest == null ? "" : "@" + digest);
  }

  private static ImageReference named(String written, String name) {
    int slash = name.indexOf('/');
    String first = slash < 0 ? "" : name.substring(0, slash);
    String host = DOCKER_HUB;
    String repository = name;
    if (isHost(first)) {
      host = first.equals(DOCKER_HUB_LEGACY) ? DOCKER_HUB : first;
      repository = name.substring(slash + 1);
      checkHost(name, host);
    }
    if (host.equals(DOCKER_HUB) && repository.indexOf('/') < 0) {
      repository = LIBRARY + repository;
    }
    checkRepository(name, repository);
    return new ImageReference(written, host, repository, null, null);
  }

  private static boolean isHost(String first) {
    return first.equals("localhost")
        || first.indexOf('.') >= 0
        || first.indexOf(':') >= 0
        || !first.equals(first.toLowerCase(Locale.ROOT));
  }

  private static void checkRepository(String name, String repository) {
    if (repository.length() > MAX_REPOSITORY_LENGTH) {
      throw new InvalidInspectParameters(
          "imageName: the repository's path has %d characters, at most %d are allowed"
              .formatted(repository.length(), MAX_REPOSITORY_LENGTH));
    }
    Matcher path = REPOSITORY.matcher(repository);
    if (path.matches()) {
      return;
    }
    // Negative if "library/" was prepended.
    int start = name.length() - repository.length();
    boolean ascii = repository.chars().allMatch(c -> c < 0x80);
    if (ascii && REPOSITORY.matcher(repository.toLowerCase(Locale.ROOT)).matches()) {
      throw new InvalidInspectParameters(
          "imageName: the repository's path must be in lower case: "
              + NameError.upperCase(name, Math.max(0, start)));
    }
    int end = path.lookingAt() ? path.end() : 0;
    // The slash itself may be valid; then the character after it is wrong.
    boolean slash = repository.startsWith("/", end) && end > 0;
    boolean another = repository.startsWith("//", end) || end + 1 == repository.length();
    throw NameError.at(name, Math.max(0, start + end + (slash && !another ? 1 : 0)), PATH_RULE);
  }

  private static void checkHost(String name, String host) {
    int portColon = host.indexOf(':', host.lastIndexOf(']') + 1);
    String bare = portColon < 0 ? host : host.substring(0, portColon);
    if (portColon >= 0) {
      checkPort(name, portColon, host.substring(portColon + 1));
    }
    if (bare.startsWith("[")) {
      if (!bare.endsWith("]") || !isIpv6(bare.substring(1, bare.length() - 1))) {
        throw new InvalidInspectParameters("imageName: the host is not an IPv6 address");
      }
      return;
    }
    int start = 0;
    for (String label : bare.split("\\.", -1)) {
      Matcher matcher = HOST_LABEL.matcher(label);
      if (!matcher.matches()) {
        throw NameError.at(name, start + (matcher.lookingAt() ? matcher.end() : 0), HOST_RULE);
      }
      start += label.length() + 1;
    }
  }

  private static void checkPort(String name, int colon, String port) {
    Matcher digits = DIGITS.matcher(port);
    if (!digits.matches()) {
      int end = digits.lookingAt() ? digits.end() : 0;
      throw NameError.at(name, port.isEmpty() ? colon : colon + 1 + end, PORT_RULE);
    }
    if (port.length() > 5 || Integer.parseInt(port) < 1 || Integer.parseInt(port) > MAX_PORT) {
      throw new InvalidInspectParameters("imageName: the port must be from 1 to " + MAX_PORT);
    }
  }

  /** The text form of RFC 4291 section 2.2, without a zone and without embedded IPv4. */
  private static boolean isIpv6(String address) {
    String[] halves = address.split("::", -1);
    if (halves.length > 2) {
      return false;
    }
    int groups = 0;
    for (String half : halves) {
      for (String group : half.isEmpty() ? new String[0] : half.split(":", -1)) {
        if (group.isEmpty() || group.length() > 4 || !HEX.matcher(group).matches()) {
          return false;
        }
        groups++;
      }
    }
    return halves.length == 2 ? groups < 8 : groups == 8;
  }

  private static Digest digest(String name, int at) {
    String text = name.substring(at + 1);
    try {
      return Digest.parse(text);
    } catch (IllegalArgumentException e) {
      int colon = text.indexOf(':');
      boolean meantAsDigest =
          colon > 0
              && (DigestAlgorithm.ofPrefix(text.substring(0, colon)) != null
                  || (text.indexOf('/') < 0 && HEX.matcher(text.substring(colon + 1)).matches()));
      throw meantAsDigest
          ? NameError.ofDigest(name, at, String.valueOf(e.getMessage()))
          : NameError.ofNoDigest(name, at);
    }
  }

  /**
   * @param start the index of the tag in the name; negative where it has none
   */
  private static @Nullable String tag(String name, int start, @Nullable String imageTag) {
    String inName = start < 0 ? null : name.substring(start);
    if (inName != null && !TAG.matcher(inName).matches()) {
      throw NameError.ofTag(name, start);
    }
    if (imageTag != null && !TAG.matcher(imageTag).matches()) {
      throw NameError.ofTag("imageTag: a tag", imageTag, 0);
    }
    if (inName != null && imageTag != null && !inName.equals(imageTag)) {
      throw new InvalidInspectParameters("imageTag: differs from the tag in imageName");
    }
    return inName != null ? inName : imageTag;
  }
}
