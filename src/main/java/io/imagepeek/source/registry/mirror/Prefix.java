package io.imagepeek.source.registry.mirror;

import io.imagepeek.image.ImageReference;

/**
 * Which images a table is for: those below a part of a name, or, where the part stands for {@code
 * *.host}, those of every host below that one, at any depth and on any port.
 *
 * @param below whether the part's host is that domain, which does not belong to it
 */
record Prefix(NamePart part, boolean below) {

  private static final String WILDCARD = "*.";

  /** Throws an IllegalArgumentException that says what is wrong, but not where. */
  static Prefix parse(String text) {
    if (!text.startsWith(WILDCARD)) {
      if (text.indexOf('*') >= 0) {
        throw new IllegalArgumentException(
            "\"%s\" has a wildcard that is not at the beginning, as in *.example.com"
                .formatted(text));
      }
      return new Prefix(NamePart.parse(text), false);
    }
    String domain = text.substring(WILDCARD.length());
    if (domain.chars().anyMatch(c -> c == '/' || c == '@' || c == ':')) {
      throw new IllegalArgumentException(
          "\"%s\" has a wildcard and more than a host, as in *.example.com".formatted(text));
    }
    NamePart sample = NamePart.parse("x." + domain);
    return new Prefix(new NamePart(sample.host().substring(2), "", null, null), true);
  }

  /** Whether the table is for this image. A port that the prefix does not name is another host. */
  boolean matches(ImageReference reference) {
    return matches(NamePart.canonicalHost(reference.host()), reference);
  }

  /**
   * Whether a block of this prefix is one of this image: without a port it blocks all of the host's
   * ports, so that none is a way around it.
   */
  boolean blocks(ImageReference reference) {
    String host = NamePart.canonicalHost(reference.host());
    return matches(host, reference)
        || (!part.hasPort()
            && matches(
                NamePart.canonicalHost(host.substring(0, NamePart.endOfHost(host))), reference));
  }

  private boolean matches(String host, ImageReference reference) {
    boolean hostFits =
        below
            ? host.substring(0, NamePart.endOfHost(host)).endsWith("." + part.host())
            : host.equals(part.host());
    return hostFits && part.leadsTo(reference);
  }

  /**
   * What a matching image is called below a location that stands for this prefix. The port of a
   * host that a wildcard stood for is kept, where the location is a host without one.
   *
   * @throws io.imagepeek.failure.InspectFailure.InvalidInspectParameters if that is no valid name
   */
  ImageReference moved(ImageReference reference, NamePart location) {
    StringBuilder name = new StringBuilder(location.name());
    if (below && location.path().isEmpty() && !location.hasPort()) {
      name.append(reference.host().substring(NamePart.endOfHost(reference.host())));
    }
    String repository = reference.repository();
    if (part.path().isEmpty()) {
      name.append('/').append(repository);
    } else {
      name.append(repository.substring(part.path().length()));
    }
    return reference.withName(name.toString());
  }

  /** The characters of the prefix: of several that match, the table with the longest is used. */
  int length() {
    return toString().length();
  }

  @Override
  public String toString() {
    return below ? WILDCARD + part : part.toString();
  }
}
