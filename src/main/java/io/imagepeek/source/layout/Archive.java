package io.imagepeek.source.layout;

import io.imagepeek.failure.InspectFailure.ImageNotFoundInRegistry;
import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import io.imagepeek.image.Quoted;
import io.imagepeek.source.InspectionContext;
import io.imagepeek.source.layout.TarContents.Content;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/** The files of a tar archive, read where they are in it. */
final class Archive implements NamedFiles {

  private final LocalFiles files;
  private final Path located;
  private final TarContents contents;
  private final InspectionContext context;

  private Archive(LocalFiles files, Path located, TarContents contents, InspectionContext context) {
    this.files = files;
    this.located = located;
    this.contents = contents;
    this.context = context;
  }

  /**
   * Reads the list of an archive's entries. The file is not kept open.
   *
   * @param located a path from {@link LocalFiles#locate}
   * @param room the memory for the names of all entries
   * @throws InspectImageFailure if it is not an archive that can be read
   */
  static Archive open(
      LocalFiles files,
      Path located,
      TarScan.Limits limits,
      MemoryAllowance room,
      InspectionContext context) {
    try (LocalFile file = files.openArchive(located)) {
      return new Archive(files, located, TarScan.scan(file, limits, room, context), context);
    }
  }

  /** The size of a file; empty if there is no file of this name. */
  OptionalLong size(String name) {
    Optional<Content> found = find(name);
    return found.isPresent() ? OptionalLong.of(found.get().size()) : OptionalLong.empty();
  }

  @Override
  public byte[] read(String name, int limit, MemoryAllowance room) {
    String shown = "the archive's " + Quoted.text(name);
    Content content =
        find(name)
            .orElseThrow(
                () -> new ImageNotFoundInRegistry("the archive has no " + Quoted.text(name)));
    LocalFile.requireWithin(content.size(), limit, shown);
    room.take(content.size());
    try (LocalFile file = files.openArchive(located)) {
      return file.read(content.offset(), (int) content.size());
    }
  }

  @Override
  public Optional<byte[]> start(String name) {
    return find(name)
        .map(
            content -> {
              try (LocalFile file = files.openArchive(located)) {
                return file.read(content.offset(), (int) Math.min(START_BYTES, content.size()));
              }
            });
  }

  @Override
  public boolean packed() {
    return true;
  }

  private Optional<Content> find(String name) {
    String normalised = EntryName.normalise(name);
    return normalised == null ? Optional.empty() : contents.find(normalised, this::same);
  }

  private boolean same(Content one, Content other) {
    requireWanted();
    if (one.size() != other.size()) {
      return false;
    }
    if (one.equals(other) || one.size() == 0) {
      return true;
    }
    try (LocalFile file = files.openArchive(located)) {
      return file.same(one.offset(), other.offset(), one.size(), this::requireWanted);
    }
  }

  /** Comparing large or many files takes a while. */
  private void requireWanted() {
    if (context.ended()) {
      throw TarScan.inspectionEnded();
    }
  }
}
