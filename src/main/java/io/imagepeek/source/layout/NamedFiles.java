package io.imagepeek.source.layout;

import io.imagepeek.failure.InspectFailure.ImageNotFoundInRegistry;
import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import java.util.Optional;

/** The files of one image's place: a directory's, or an archive's. Reading blocks. */
interface NamedFiles {

  /** Bytes of a file that {@link #start} gives at most. */
  int START_BYTES = 64;

  /**
   * A file as a whole.
   *
   * @param name a relative path without {@code ..}, safe to be shown
   * @param limit the bytes that it has at most
   * @param room of which it takes
   * @throws ImageNotFoundInRegistry if there is none
   * @throws InspectImageFailure if it is larger, or cannot be read
   */
  byte[] read(String name, int limit, MemoryAllowance room);

  /**
   * How a file begins; empty if there is none.
   *
   * @param name as for {@link #read}
   * @throws InspectImageFailure if it cannot be read
   */
  Optional<byte[]> start(String name);

  /** Whether they are packed into an archive. */
  boolean packed();
}
