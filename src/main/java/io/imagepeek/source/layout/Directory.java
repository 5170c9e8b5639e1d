package io.imagepeek.source.layout;

import java.nio.file.Path;

/** The files of a directory. */
final class Directory implements NamedFiles {

  private final LocalFiles files;
  private final Path located;

  /**
   * @param located what {@link LocalFiles#locate} gave
   */
  Directory(LocalFiles files, Path located) {
    files.requireDirectory(located);
    this.files = files;
    this.located = located;
  }

  @Override
  public byte[] read(String name, int limit, Allowance room) {
    try (LocalFile file = files.openIn(located, name)) {
      return file.readAll(limit, room);
    }
  }
}
