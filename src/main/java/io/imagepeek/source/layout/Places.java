package io.imagepeek.source.layout;

import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import io.imagepeek.source.InspectionContext;
import java.nio.file.Path;

/**
 * Opens what a request's path leads to. Who asks for a directory and names an archive, or the other
 * way round, is told which transport there is for it.
 *
 * @param limits of archives
 */
record Places(LocalFiles files, TarScan.Limits limits) {

  /**
   * The files of a directory.
   *
   * @param located what {@link LocalFiles#locate} gave
   * @throws InvalidInspectParameters if it is none
   */
  Directory directory(Path located, MemoryAllowance room, InspectionContext context) {
    if (files.isRegularFile(located)) {
      try {
        FileFormat.refuseKnown(Archive.open(files, located, limits, room, context));
      } catch (InspectImageFailure noArchive) {
        // Then no transport reads it, and it is refused below as what it is: no directory.
      }
    }
    return new Directory(files, located);
  }

  /**
   * The files of an archive.
   *
   * @param located what {@link LocalFiles#locate} gave
   * @param room of which the names of all entries take
   * @throws InvalidInspectParameters if it is no regular file
   * @throws InspectImageFailure if it is no archive that can be read
   */
  Archive archive(Path located, MemoryAllowance room, InspectionContext context) {
    if (files.isDirectory(located)) {
      FileFormat.refuseKnown(new Directory(files, located));
    }
    return Archive.open(files, located, limits, room, context);
  }
}
