package io.imagepeek.source.layout;

import io.imagepeek.failure.InspectFailure.ImageNotFoundInRegistry;
import java.nio.file.Path;
import java.util.Optional;

/** The files of a directory. */
final class Directory implements NamedFiles {

  private final LocalFiles files;
  private final Path located;

  /**
   * @param located a path from {@link LocalFiles#locate}
   */
  Directory(LocalFiles files, Path located) {
    files.requireDirectory(located);
    this.files = files;
    this.located = located;
  }

  @Override
  public byte[] read(String name, int limit, MemoryAllowance room) {
    try (LocalFile file = files.openIn(located, name)) {
      return file.readAll(limit, room);
    }
  }

  @Override
  public Optional<byte[]> start(String name) {
    try (LocalFile file = files.openIn(located, name)) {
      return Optional.of(file.start(START_BYTES));
    } catch (ImageNotFoundInRegistry absent) {
      return Optional.empty();
    }
  }

  @Override
  public boolean packed() {
    return false;
  }
}
