package io.imagepeek.source.layout;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** The names of an archive's entries, which writers spell in more than one way. */
final class EntryName {

  private EntryName() {}

  /**
   * A path within the archive without {@code .}, {@code ..} and repeated slashes; null where it is
   * absolute or leads out of the archive.
   */
  static @Nullable String normalise(String path) {
    if (path.startsWith("/")) {
      return null;
    }
    Deque<String> parts = new ArrayDeque<>();
    for (String part : path.split("/", -1)) {
      if (part.equals("..")) {
        if (parts.pollLast() == null) {
          return null;
        }
      } else if (!part.isEmpty() && !part.equals(".")) {
        parts.addLast(part);
      }
    }
    return String.join("/", parts);
  }

  /**
   * What a symbolic link leads to; null where that is out of the archive.
   *
   * @param link the normalised name of the link
   * @param written what it says, relative to its own directory
   */
  static @Nullable String target(String link, String written) {
    String directory = link.substring(0, link.lastIndexOf('/') + 1);
    return written.startsWith("/") ? null : normalise(directory + written);
  }

  /** Whether a path has a part that leads upwards. */
  static boolean leadsUp(String path) {
    return ("/" + path + "/").contains("/../");
  }
}
