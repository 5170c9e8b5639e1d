package io.imagepeek.source.layout;

import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import io.imagepeek.source.InspectionContext;
import java.nio.file.Path;

/**
 * Opens the directory or archive at a request's path. If a directory's transport gets an archive,
 * or the other way round, the error names the right transport.
 *
 * @param limits of archives
 */
record Places(LocalFiles files, TarScan.Limits limits) {

  /**
   * The files of a directory.
   *
   * @param located a path from {@link LocalFiles#locate}
   * @throws InvalidInspectParameters if it is not a directory
   */
  Directory directory(Path located, MemoryAllowance room, InspectionContext context) {
    if (files.isRegularFile(located)) {
      try {
        FileFormat.refuseKnown(Archive.open(files, located, limits, room, context));
      } catch (InspectImageFailure noArchive) {
        // No transport reads it then; below it is refused as not a directory.
      }
    }
    return new Directory(files, located);
  }

  /**
   * The files of an archive.
   *
   * @param located a path from {@link LocalFiles#locate}
   * @param room the memory for the names of all entries
   * @throws InvalidInspectParameters if it is not a regular file
   * @throws InspectImageFailure if it is not an archive that can be read
   */
  Archive archive(Path located, MemoryAllowance room, InspectionContext context) {
    if (files.isDirectory(located)) {
      FileFormat.refuseKnown(new Directory(files, located));
    }
    return Archive.open(files, located, limits, room, context);
  }
}
