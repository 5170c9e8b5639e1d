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
    return path.startsWith("/") || leadsOut(path) ? null : rooted(path);
  }

  private static boolean leadsOut(String path) {
    int depth = 0;
    for (String part : path.split("/", -1)) {
      if (part.equals("..")) {
        if (--depth < 0) {
          return true;
        }
      } else if (isName(part)) {
        depth++;
      }
    }
    return false;
  }

  /**
   * What a reader takes a path for that holds it to be within the archive however it is written:
   * {@code /a}, {@code ../a} and {@code b/../a} are {@code a} to some.
   */
  static String rooted(String path) {
    Deque<String> parts = new ArrayDeque<>();
    for (String part : path.split("/", -1)) {
      if (part.equals("..")) {
        parts.pollLast();
      } else if (isName(part)) {
        parts.addLast(part);
      }
    }
    return String.join("/", parts);
  }

  private static boolean isName(String part) {
    return !part.isEmpty() && !part.equals(".");
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

  /** Whether a path is absolute, or has a part that leads upwards: readers differ in these. */
  static boolean isStray(String path) {
    return path.startsWith("/") || ("/" + path + "/").contains("/../");
  }
}
