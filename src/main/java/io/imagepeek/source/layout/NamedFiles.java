package io.imagepeek.source.layout;

import io.imagepeek.failure.InspectFailure.ImageNotFoundInRegistry;
import io.imagepeek.failure.InspectFailure.InspectImageFailure;

/** The files of one image's place: a directory's, or an archive's. Reading blocks. */
interface NamedFiles {

  /**
   * A file as a whole.
   *
   * @param name a relative path without {@code ..}, safe to be shown
   * @param limit the bytes that it has at most
   * @param room of which it takes
   * @throws ImageNotFoundInRegistry if there is none
   * @throws InspectImageFailure if it is larger, or cannot be read
   */
  byte[] read(String name, int limit, Allowance room);
}
