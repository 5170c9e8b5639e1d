package io.imagepeek.source.layout;

import io.imagepeek.failure.InspectFailure.ImageNotFoundInRegistry;
import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The files under the directories that the operator lists, and the only place that opens any. No
 * path and no symbolic link leads out of these directories, and nothing but regular files is
 * opened: a pipe or device could hang, or do something when it is read.
 */
final class LocalFiles {

  /** Linux's PATH_MAX. */
  private static final int MAX_PATH_LENGTH = 4_096;

  private static final String SETTING = " (imagepeek.local.roots)";

  /** Of one part of a path, Linux's NAME_MAX. */
  private static final int MAX_PART_BYTES = 255;

  private static final Set<OpenOption> FOR_READING =
      Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

  private final List<Path> roots;

  /**
   * @param roots absolute paths of directories, which may be symbolic links themselves; throws
   *     IllegalArgumentException where one is not absolute
   */
  LocalFiles(List<String> roots) {
    this.roots = roots.stream().map(LocalFiles::root).toList();
  }

  private static Path root(String written) {
    Path root = Path.of(written);
    if (!root.isAbsolute()) {
      throw new IllegalArgumentException(
          "imagepeek.local.roots: " + written + " is not an absolute path");
    }
    return root.normalize();
  }

  /**
   * The path that a request names, if its form is allowed; nothing is looked at yet.
   *
   * @throws InvalidInspectParameters if the path is no absolute one, or the operator allows none
   */
  Path named(String imageName) {
    if (roots.isEmpty()) {
      throw new InvalidInspectParameters("imageName: the operator allows no local files" + SETTING);
    }
    if (imageName.length() > MAX_PATH_LENGTH) {
      throw new InvalidInspectParameters(
          "imageName: the path has more than " + MAX_PATH_LENGTH + " characters");
    }
    Path path = path(imageName);
    if (!path.isAbsolute()) {
      throw new InvalidInspectParameters("imageName: the path must be absolute");
    }
    for (Path part : path) {
      if (part.toString().equals("..")) {
        throw new InvalidInspectParameters("imageName: the path must not have .. in it");
      }
      if (part.toString().getBytes(StandardCharsets.UTF_8).length > MAX_PART_BYTES) {
        throw new InvalidInspectParameters(
            "imageName: a part of the path has more than " + MAX_PART_BYTES + " bytes");
      }
    }
    return path.normalize();
  }

  private static Path path(String imageName) {
    try {
      return Path.of(imageName);
    } catch (InvalidPathException e) {
      throw new InvalidInspectParameters("imageName: the path has characters that no path has");
    }
  }

  /**
   * Where a path that a request names really is, all symbolic links followed.
   *
   * @throws InvalidInspectParameters if that is not within a root, whether or not anything exists
   *     there
   * @throws ImageNotFoundInRegistry if there is nothing within the root
   */
  Path locate(Path named) {
    List<Path> allowed = realRoots();
    Path root =
        allowed.stream().filter(named::startsWith).findFirst().orElseGet(() -> listedRootOf(named));
    try {
      Path real = named.toRealPath();
      if (isWithin(real, allowed)) {
        return real;
      }
      throw strayLink();
    } catch (IOException e) {
      throw missing(named, root, e);
    }
  }

  private Path listedRootOf(Path named) {
    return roots.stream()
        .filter(named::startsWith)
        .findFirst()
        .orElseThrow(
            () ->
                new InvalidInspectParameters(
                    "imageName: the path is not within the directories that the operator allows"
                        + SETTING));
  }

  /** Tells what is missing from what may not be known of: what lies behind a link. */
  private static RuntimeException missing(Path named, Path root, IOException failure) {
    boolean absent = failure instanceof NoSuchFileException;
    Path below = root;
    for (Path part : root.relativize(named)) {
      below = below.resolve(part);
      if (Files.isSymbolicLink(below)) {
        return strayLink();
      }
      absent |= Files.isRegularFile(below, LinkOption.NOFOLLOW_LINKS) && !below.equals(named);
    }
    if (absent) {
      return new ImageNotFoundInRegistry("there is no such file or directory");
    }
    return unreadable("the path", failure);
  }

  private static InvalidInspectParameters strayLink() {
    return new InvalidInspectParameters(
        "imageName: a symbolic link of the path does not lead to anything within the directories"
            + " that the operator allows"
            + SETTING);
  }

  /**
   * Whether there is a directory.
   *
   * @param located what {@link #locate} gave
   */
  boolean isDirectory(Path located) {
    return Files.isDirectory(located, LinkOption.NOFOLLOW_LINKS);
  }

  /**
   * Whether there is a regular file.
   *
   * @param located what {@link #locate} gave
   */
  boolean isRegularFile(Path located) {
    return Files.isRegularFile(located, LinkOption.NOFOLLOW_LINKS);
  }

  /**
   * Opens an archive.
   *
   * @param located what {@link #locate} gave
   * @throws InvalidInspectParameters if it is no regular file
   */
  LocalFile openArchive(Path located) {
    try {
      if (!attributes(located).isRegularFile()) {
        throw new InvalidInspectParameters("imageName: the path is not that of a regular file");
      }
      return open(located, "the archive");
    } catch (IOException e) {
      throw unreadable("the archive", e);
    }
  }

  /**
   * Refuses what is no directory.
   *
   * @param located what {@link #locate} gave
   */
  void requireDirectory(Path located) {
    try {
      if (!attributes(located).isDirectory()) {
        throw new InvalidInspectParameters("imageName: the path is not that of a directory");
      }
    } catch (IOException e) {
      throw unreadable("the directory", e);
    }
  }

  /**
   * Opens a file of a directory.
   *
   * @param directory what {@link #locate} gave
   * @param name a relative path without {@code ..}, safe to be shown
   * @throws ImageNotFoundInRegistry if there is none
   * @throws InspectImageFailure if it is no regular file, or a symbolic link leads out of the roots
   */
  LocalFile openIn(Path directory, String name) {
    try {
      Path real = directory.resolve(name).toRealPath();
      if (!isWithin(real, realRoots())) {
        throw new InspectImageFailure(
            name + " is a symbolic link out of the directories that the operator allows" + SETTING);
      }
      if (!attributes(real).isRegularFile()) {
        throw new InspectImageFailure(name + " is not a regular file");
      }
      return open(real, name);
    } catch (NoSuchFileException e) {
      throw new ImageNotFoundInRegistry(name + " is not there");
    } catch (IOException e) {
      throw unreadable(name, e);
    }
  }

  private LocalFile open(Path real, String shown) throws IOException {
    Path root =
        realRoots().stream()
            .filter(real::startsWith)
            .findFirst()
            .orElseThrow(() -> new NoSuchFileException(shown));
    try (DirectoryStream<Path> top = Files.newDirectoryStream(root)) {
      FileChannel channel =
          top instanceof SecureDirectoryStream<Path> secure
              ? open(secure, root.relativize(real))
              : FileChannel.open(real, FOR_READING);
      return new LocalFile(channel, shown);
    }
  }

  /**
   * Opens part by part, following no link: real paths have none, unless somebody has just exchanged
   * a directory for one.
   */
  private static FileChannel open(SecureDirectoryStream<Path> directory, Path below)
      throws IOException {
    Path first = below.getName(0);
    if (below.getNameCount() > 1) {
      try (SecureDirectoryStream<Path> next =
          directory.newDirectoryStream(first, LinkOption.NOFOLLOW_LINKS)) {
        return open(next, below.subpath(1, below.getNameCount()));
      }
    }
    SeekableByteChannel opened = directory.newByteChannel(first, FOR_READING);
    if (opened instanceof FileChannel file) {
      return file;
    }
    opened.close();
    throw new IOException("the file system has no files that can be read by position");
  }

  private static InspectImageFailure unreadable(String shown, IOException failure) {
    return new InspectImageFailure(
        failure instanceof AccessDeniedException
            ? shown + " may not be read: permission denied"
            : shown + " cannot be read",
        failure);
  }

  private static BasicFileAttributes attributes(Path real) throws IOException {
    return Files.readAttributes(real, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
  }

  /** Found anew each time: what a root's own link leads to may be replaced. */
  private List<Path> realRoots() {
    return roots.stream().flatMap(root -> real(root).stream()).toList();
  }

  /** Empty where the root is not there, or may not be read: nothing is under it. */
  private static Optional<Path> real(Path root) {
    try {
      return Optional.of(root.toRealPath());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static boolean isWithin(Path real, List<Path> allowed) {
    return allowed.stream().anyMatch(real::startsWith);
  }
}
