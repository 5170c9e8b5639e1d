package io.imagepeek.source.registry.mirror;

import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import io.imagepeek.image.Digest;
import io.imagepeek.image.ImageReference;
import io.imagepeek.source.network.Origin;
import org.jspecify.annotations.Nullable;

/**
 * The beginning of images' names: {@code host[:port]}, perhaps with a path of whole components, or
 * a whole name that may have a tag and a digest.
 *
 * @param host in lower case, addresses in canonical text; Docker Hub by its one name {@code
 *     docker.io}
 * @param path without slashes at its ends; {@code ""} for all that the host has
 */
record NamePart(String host, String path, @Nullable String tag, @Nullable Digest digest) {

  private static final String DOCKER_HUB = "docker.io";
  private static final String DOCKER_HUB_API = "registry-1.docker.io";
  private static final int ANY_PORT = 443;

  /** Throws an IllegalArgumentException that says what is wrong, but not where. */
  static NamePart parse(String text) {
    int at = text.indexOf('@');
    String tagged = at < 0 ? text : text.substring(0, at);
    int slash = tagged.indexOf('/');
    int colon = slash < 0 ? -1 : tagged.indexOf(':', tagged.lastIndexOf('/') + 1);
    String name = colon < 0 ? tagged : tagged.substring(0, colon);
    String host = slash < 0 ? name : name.substring(0, slash);
    try {
      // The grammar is that of references; a host alone has some path beneath it.
      ImageReference reference = ImageReference.parse(slash < 0 ? text + "/x" : text, null);
      reference.withName(host + "/x");
      return new NamePart(
          canonicalHost(reference.host()),
          slash < 0 ? "" : name.substring(slash + 1),
          colon < 0 ? null : reference.tag(),
          reference.digest());
    } catch (InvalidInspectParameters e) {
      throw new IllegalArgumentException(
          "\"%s\" is not a host[:port] that images' names can have, nor such with a path"
              .formatted(text),
          e);
    }
  }

  /** The host as hosts are compared: no other spelling of one leads past a table. */
  static String canonicalHost(String host) {
    int end = endOfHost(host);
    String name;
    try {
      name = new Origin("https", host.substring(0, end), ANY_PORT).host();
    } catch (IllegalArgumentException e) {
      // No host of ours, so there is no table for it.
      return host;
    }
    if (name.equals(DOCKER_HUB_API)) {
      name = DOCKER_HUB;
    }
    String bracketed = name.indexOf(':') < 0 ? name : "[" + name + "]";
    return end == host.length()
        ? bracketed
        : bracketed + ":" + Integer.parseInt(host.substring(end + 1));
  }

  /** Where the port's colon stands in a {@code host[:port]}; its length where it has no port. */
  static int endOfHost(String host) {
    int colon = host.indexOf(':', host.lastIndexOf(']') + 1);
    return colon < 0 ? host.length() : colon;
  }

  boolean hasPort() {
    return endOfHost(host) < host.length();
  }

  /** Whether this is one image's name, and no beginning of others. */
  boolean whole() {
    return tag != null || digest != null;
  }

  /** Whether the rest of a reference, after its host, begins with or is what follows the host. */
  boolean leadsTo(ImageReference reference) {
    String repository = reference.repository();
    boolean beginning =
        path.isEmpty()
            || repository.equals(path)
            || (!whole() && repository.startsWith(path + "/"));
    return beginning
        && (tag == null || tag.equals(reference.tag()))
        && (digest == null || digest.equals(reference.digest()));
  }

  String name() {
    return path.isEmpty() ? host : host + "/" + path;
  }

  @Override
  public String toString() {
    return name() + (tag == null ? "" : ":" + tag) + (digest == null ? "" : "@" + digest);
  }
}
