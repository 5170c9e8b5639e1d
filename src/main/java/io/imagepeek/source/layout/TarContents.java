package io.imagepeek.source.layout;

import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import io.imagepeek.image.Quoted;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is where in a tar archive, by normalised name. Directories are left out. */
final class TarContents {

  /** Real archives have links to files, and no links to links. */
  private static final int MAX_LINKS = 8;

  /** What an entry takes beside its name, as a document of so many bytes does. */
  private static final int ENTRY_BYTES = 24;

  /** Characters of a name that take as much as one byte of a document does. */
  private static final int NAME_PART = 8;

  private final Allowance room;
  private final Map<String, Entry> entries = new HashMap<>();

  TarContents(Allowance room) {
    this.room = room;
  }

  /** What an archive has under a name. */
  private sealed interface Entry permits Content, Link, Refused {}

  /**
   * A regular file.
   *
   * @param offset of its first byte in the archive
   * @param size in bytes, all of which are within the archive
   */
  record Content(long offset, long size) implements Entry {}

  /**
   * A link.
   *
   * @param target the normalised name that it leads to; null where that is out of the archive
   */
  private record Link(@Nullable String target) implements Entry {}

  /** Nothing that can be read; it matters only if somebody wants it. */
  private record Refused(String reason) implements Entry {}

  void addContent(String name, long offset, long size) {
    add(name, new Content(offset, size));
  }

  void addLink(String name, @Nullable String target) {
    add(name, new Link(target));
  }

  void addSpecial(String name) {
    add(name, new Refused("is no regular file"));
  }

  /** Readers differ in which of two they take. */
  private void add(String name, Entry entry) {
    room.take(ENTRY_BYTES + name.length() / NAME_PART);
    if (entries.putIfAbsent(name, entry) != null) {
      entries.put(name, new Refused("is there more than once"));
    }
  }

  /**
   * The file of a name, links followed within the archive; empty if there is none.
   *
   * @param name normalised
   * @throws InspectImageFailure if it is no regular file, ambiguous, or a link to none
   */
  Optional<Content> find(String name) {
    String target = name;
    for (int links = 0; links <= MAX_LINKS; links++) {
      Entry entry = entries.get(target);
      if (entry == null) {
        if (links > 0) {
          throw refused(name, "is a link to nothing");
        }
        return Optional.empty();
      }
      if (entry instanceof Content content) {
        return Optional.of(content);
      }
      if (entry instanceof Refused refused) {
        throw refused(target, refused.reason);
      }
      target = ((Link) entry).target;
      if (target == null) {
        throw refused(name, "is a link out of the archive");
      }
    }
    throw refused(name, "is a chain of more than " + MAX_LINKS + " links");
  }

  private static InspectImageFailure refused(String name, String reason) {
    return new InspectImageFailure("the archive's %s %s".formatted(Quoted.text(name), reason));
  }
}
