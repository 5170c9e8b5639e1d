package io.imagepeek.source.layout;

import io.imagepeek.failure.InspectFailure.ImageNotFoundInRegistry;
import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import java.util.Optional;

/** The files of one image's place: a directory's, or an archive's. Reading blocks. */
interface NamedFiles {

  /** The most bytes that {@link #start} returns. */
  int START_BYTES = 64;

  /**
   * A file as a whole.
   *
   * @param name a relative path without {@code ..}, safe to be shown
   * @param limit the most bytes that it may have
   * @param room the memory for it
   * @throws ImageNotFoundInRegistry if there is none
   * @throws InspectImageFailure if it is larger, or cannot be read
   */
  byte[] read(String name, int limit, MemoryAllowance room);

  /**
   * The first bytes of a file; empty if there is no such file.
   *
   * @param name as for {@link #read}
   * @throws InspectImageFailure if it cannot be read
   */
  Optional<byte[]> start(String name);

  /** Whether the files are in an archive. */
  boolean packed();
}
