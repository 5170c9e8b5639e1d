package io.imagepeek.source.layout;

import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import io.imagepeek.image.Quoted;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The contents of a tar archive, by normalised name, without directories. An entry is checked when
 * it is needed, and not before: real archives contain many things besides an image.
 */
final class TarContents {

  /** The greatest number of links to follow. Real archives have no links to links. */
  private static final int MAX_LINKS = 8;

  /** What an entry without its name takes, as the size of a document that takes as much. */
  private static final int ENTRY_BYTES = 24;

  /** How many characters of a name take as much as one byte of a document. */
  private static final int NAME_CHARACTERS_PER_BYTE = 8;

  private final MemoryAllowance room;
  private final Map<String, Entry> entries = new HashMap<>();

  TarContents(MemoryAllowance room) {
    this.room = room;
  }

  private sealed interface Entry permits Content, Link, Refused, Repeated {}

  /**
   * A regular file.
   *
   * @param offset of its first byte in the archive
   * @param size in bytes, all of which are within the archive
   */
  record Content(long offset, long size) implements Entry {}

  /**
   * A symbolic or hard link.
   *
   * @param target its normalised target; null if that is outside the archive
   */
  private record Link(@Nullable String target) implements Entry {}

  /** An entry that cannot be read, and why. */
  private record Refused(String reason) implements Entry {}

  /**
   * Several entries of one name. Readers differ in which of them they use.
   *
   * @param all the entries in the archive's order
   */
  private record Repeated(List<Entry> all) implements Entry {}

  void addContent(String name, long offset, long size) {
    add(name, new Content(offset, size));
  }

  void addLink(String name, @Nullable String target) {
    add(name, new Link(target));
  }

  /**
   * Adds an entry that cannot be read.
   *
   * @param reason why, for the error if the entry is needed
   */
  void addRefused(String name, String reason) {
    add(name, new Refused(reason));
  }

  private void add(String name, Entry entry) {
    room.take(ENTRY_BYTES + name.length() / NAME_CHARACTERS_PER_BYTE);
    Entry before = entries.putIfAbsent(name, entry);
    if (before instanceof Repeated repeated) {
      repeated.all.add(entry);
    } else if (before != null && !before.equals(entry)) {
      entries.put(name, new Repeated(new ArrayList<>(List.of(before, entry))));
    }
  }

  /**
   * The file of a name; empty if there is none. Links are followed within the archive.
   *
   * @param name the normalised name
   * @param same tells whether two files are equal, byte for byte
   * @throws InspectImageFailure if the entry is not a regular file, is ambiguous, or is a link that
   *     leads to no file
   */
  Optional<Content> find(String name, BiPredicate<Content, Content> same) {
    return entries.containsKey(name)
        ? Optional.of(new Search(name, same).at(name))
        : Optional.empty();
  }

  /** Follows links, and checks that entries of one name have the same content. */
  private final class Search {

    private final String wanted;
    private final BiPredicate<Content, Content> same;
    private int links;

    Search(String wanted, BiPredicate<Content, Content> same) {
      this.wanted = wanted;
      this.same = same;
    }

    Content at(String name) {
      Entry entry = entries.get(name);
      if (entry == null) {
        throw refused(wanted, "is a link to a name that the archive lacks");
      }
      if (!(entry instanceof Repeated repeated)) {
        return content(name, entry);
      }
      Content first = content(name, repeated.all.get(0));
      for (Entry other : repeated.all.subList(1, repeated.all.size())) {
        if (!same.test(first, content(name, other))) {
          throw refused(name, "occurs more than once, with different content");
        }
      }
      return first;
    }

    private Content content(String name, Entry entry) {
      if (entry instanceof Content content) {
        return content;
      }
      if (entry instanceof Refused refused) {
        throw refused(name, refused.reason);
      }
      String target = ((Link) entry).target;
      if (target == null) {
        throw refused(wanted, "is a link out of the archive");
      }
      if (++links > MAX_LINKS) {
        throw refused(wanted, "is a chain of more than " + MAX_LINKS + " links");
      }
      return at(target);
    }
  }

  private static InspectImageFailure refused(String name, String reason) {
    return new InspectImageFailure("the archive's %s %s".formatted(Quoted.text(name), reason));
  }
}
