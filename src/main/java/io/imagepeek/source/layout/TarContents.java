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
 * What is where in a tar archive, by normalised name. Directories are left out. Only what somebody
 * wants is judged: real archives hold all kinds of things beside an image.
 */
final class TarContents {

  /** Real archives have links to files, and no links to links. */
  private static final int MAX_LINKS = 8;

  /** What an entry takes beside its name, as a document of so many bytes does. */
  private static final int ENTRY_BYTES = 24;

  /** Characters of a name that take as much as one byte of a document does. */
  private static final int NAME_PART = 8;

  private final MemoryAllowance room;
  private final Map<String, Entry> entries = new HashMap<>();

  TarContents(MemoryAllowance room) {
    this.room = room;
  }

  /** What an archive has under a name. */
  private sealed interface Entry permits Content, Link, Refused, Repeated {}

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

  /**
   * Several of one name. Readers differ in which of them they take.
   *
   * @param all in the archive's order
   */
  private record Repeated(List<Entry> all) implements Entry {}

  void addContent(String name, long offset, long size) {
    add(name, new Content(offset, size));
  }

  void addLink(String name, @Nullable String target) {
    add(name, new Link(target));
  }

  /**
   * Notes what cannot be read.
   *
   * @param reason what is said of it to whoever wants it
   */
  void addRefused(String name, String reason) {
    add(name, new Refused(reason));
  }

  private void add(String name, Entry entry) {
    room.take(ENTRY_BYTES + name.length() / NAME_PART);
    Entry before = entries.putIfAbsent(name, entry);
    if (before instanceof Repeated repeated) {
      repeated.all.add(entry);
    } else if (before != null && !before.equals(entry)) {
      entries.put(name, new Repeated(new ArrayList<>(List.of(before, entry))));
    }
  }

  /**
   * The file of a name, links followed within the archive; empty if there is none.
   *
   * @param name normalised
   * @param same whether two of one name are the same, byte for byte
   * @throws InspectImageFailure if it is no regular file, ambiguous, or a link to none
   */
  Optional<Content> find(String name, BiPredicate<Content, Content> same) {
    return entries.containsKey(name)
        ? Optional.of(new Search(name, same).at(name))
        : Optional.empty();
  }

  /** Looks for the one content that a name stands for, whichever way it is reached. */
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
        throw refused(wanted, "is a link to nothing");
      }
      if (!(entry instanceof Repeated repeated)) {
        return content(name, entry);
      }
      Content first = content(name, repeated.all.get(0));
      for (Entry other : repeated.all.subList(1, repeated.all.size())) {
        if (!same.test(first, content(name, other))) {
          throw refused(name, "is there more than once, and not with the same content");
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
