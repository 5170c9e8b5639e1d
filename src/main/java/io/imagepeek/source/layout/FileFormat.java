package io.imagepeek.source.layout;

import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The form in which files hold images. Some archives have two: {@code docker save} writes a layout
 * and its own files beside it.
 */
enum FileFormat {
  /** An OCI image layout. */
  LAYOUT("an OCI layout", "oci", "oci-archive"),

  /** What {@code docker save} writes. */
  SAVED(
      "what docker save writes",
      "docker-archive, of the archive that it was unpacked from",
      "docker-archive"),

  /** What {@code skopeo copy … dir:} writes. */
  DIRECTORY("what skopeo's transport dir writes", "dir", "dir, once it is unpacked");

  private static final byte[] NOTHING = {};

  private final String content;
  private final String ofDirectory;
  private final String ofArchive;

  /**
   * @param ofDirectory the transport for it where it is unpacked
   * @param ofArchive the transport for it where it is packed
   */
  FileFormat(String content, String ofDirectory, String ofArchive) {
    this.content = content;
    this.ofDirectory = ofDirectory;
    this.ofArchive = ofArchive;
  }

  /**
   * Refuses files of another form, naming the transport for that. Files of no known form are not
   * refused here: reading them fails with what they lack.
   *
   * @throws InvalidInspectParameters if they are only of other forms
   * @throws InspectImageFailure if a file that decides it cannot be read
   */
  void require(NamedFiles files) {
    // The files of other forms are not read if the wanted form is there.
    if (!isThatOf(files)) {
      refuseKnown(files);
    }
  }

  /**
   * Refuses files of any known form, naming the transport for it.
   *
   * @throws InvalidInspectParameters if they are of one
   * @throws InspectImageFailure if a file that decides it cannot be read
   */
  static void refuseKnown(NamedFiles files) {
    String found =
        Stream.of(values())
            .filter(form -> form.isThatOf(files))
            .map(
                form ->
                    form.content
                        + ", for which the transport is "
                        + (files.packed() ? form.ofArchive : form.ofDirectory))
            .collect(Collectors.joining(", and "));
    if (!found.isEmpty()) {
      throw new InvalidInspectParameters(
          "containerImageTransport: the %s holds %s"
              .formatted(files.packed() ? "archive" : "directory", found));
    }
  }

  private boolean isThatOf(NamedFiles files) {
    return switch (this) {
      case LAYOUT -> files.start("oci-layout").isPresent();
      // In an archive it lists the images; in a directory it is an image's manifest.
      case SAVED -> first(files, "manifest.json") == '[';
      case DIRECTORY ->
          first(files, "manifest.json") == '{'
              && (!files.packed() || files.start("version").isPresent());
    };
  }

  /** The first byte of a file that is not a blank; 0 if there is none. */
  private static byte first(NamedFiles files, String name) {
    for (byte first : files.start(name).orElse(NOTHING)) {
      if (first > ' ') {
        return first;
      }
    }
    return 0;
  }
}
