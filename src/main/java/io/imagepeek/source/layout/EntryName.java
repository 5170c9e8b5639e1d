package io.imagepeek.source.layout;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** The names of an archive's entries, which archivers write in more than one way. */
final class EntryName {

  private EntryName() {}

  /**
   * A path within the archive without {@code .}, {@code ..} and repeated slashes; null if it is
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
   * The path for a reader that takes every path to be within the archive: for some readers {@code
   * /a}, {@code ../a} and {@code b/../a} are all {@code a}.
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
   * The target of a symbolic link; null if it is out of the archive.
   *
   * @param link the normalised name of the link
   * @param written the link's text, relative to its own directory
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
