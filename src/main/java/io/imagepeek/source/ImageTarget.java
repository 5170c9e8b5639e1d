package io.imagepeek.source;

import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import io.imagepeek.image.ImageReference;
import org.jspecify.annotations.Nullable;

/**
 * The image that a request names: a reference in a registry, or a name that another transport
 * defines. A request's name is parsed once, into one of these.
 */
public sealed interface ImageTarget {

  /** The value of {@code containerImageTransport}; {@link ImageSources} rejects unknown ones. */
  String transport();

  /**
   * Parses the name in a request.
   *
   * @param imageName {@code imageName}, as written
   * @param imageTag {@code imageTag}, as written; null where the request has none
   * @throws InvalidInspectParameters if the transport is {@code docker} and the name is not a
   *     reference; names of other transports are checked by their source
   */
  static ImageTarget parse(String transport, String imageName, @Nullable String imageTag) {
    return transport.equals(RegistryTarget.TRANSPORT)
        ? new RegistryTarget(ImageReference.parse(imageName, imageTag))
        : new LocalTarget(transport, imageName, imageTag);
  }

  /**
   * An image in a registry. Two of these are equal if their references have the same canonical
   * form, however they were written.
   */
  record RegistryTarget(ImageReference reference) implements ImageTarget {

    /** The transport of registries, which is the default. */
    public static final String TRANSPORT = "docker";

    @Override
    public String transport() {
      return TRANSPORT;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof RegistryTarget target
          && target.reference.toString().equals(reference.toString());
    }

    @Override
    public int hashCode() {
      return reference.toString().hashCode();
    }
  }

  /**
   * An image outside registries: in a file or an engine. The source of the transport parses the
   * name when it opens the image, since only the source knows its rules.
   *
   * @param name a path for files; a reference or an id for engines
   * @param tag for files, which of the images there; for engines, the tag of the reference; null
   *     where the request has none
   */
  record LocalTarget(String transport, String name, @Nullable String tag) implements ImageTarget {}
}
