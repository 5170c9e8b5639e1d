package io.imagepeek.source.registry.auth;

import io.imagepeek.failure.InspectFailure.RegistryAuthenticationFailure;
import io.imagepeek.source.Credentials;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The credentials that {@code docker login} and {@code podman login} left on this machine. The
 * files are read in order, up to the first that has credentials for the repository. The order
 * within a file:
 *
 * <ol>
 *   <li>the helper that {@code credHelpers} names for the host;
 *   <li>{@code auths}, the longest key first ({@code host/ns/repository}, {@code host/ns}, {@code
 *       host}). Entries without a secret are skipped: a login with a store leaves such entries, and
 *       so does a deployment whose user and password were never set, which is logged;
 *   <li>the helper of {@code credsStore}, unless {@code credHelpers} names the host: as with
 *       docker, that host is then not in the store.
 * </ol>
 *
 * <p>A file or helper without credentials is skipped. One that exists but cannot be read fails (see
 * {@link CredentialSource#find}). A file is parsed again when its time, size or identity changes.
 */
public final class CredentialFiles implements CredentialSource {

  /** The greatest size of a file, in bytes. */
  public static final int MAX_FILE_SIZE = 1024 * 1024;

  private static final Logger LOG = Logger.getLogger(CredentialFiles.class);

  /** A file that changed this recently may change again without a new time. */
  private static final Duration UNSETTLED = Duration.ofSeconds(2);

  private record Stamp(FileTime modified, long size, @Nullable Object identity) {}

  private record Parsed(Stamp stamp, AuthFile content) {}

  private final List<Path> files;
  private final CredentialHelper helper;
  private final Map<Path, Parsed> settled = new ConcurrentHashMap<>();

  /** The files and keys that a warning was logged for. */
  private final Set<String> warned = ConcurrentHashMap.newKeySet();

  /**
   * @param files the files in their order; a file that does not exist has no credentials
   * @param helper runs the helpers that the files name
   */
  public CredentialFiles(List<Path> files, CredentialHelper helper) {
    this.files = List.copyOf(files);
    this.helper = helper;
  }

  /**
   * The container tools' files in their documented order: {@code REGISTRY_AUTH_FILE}, {@code
   * $XDG_RUNTIME_DIR/containers/auth.json}, {@code containers/auth.json} in {@code XDG_CONFIG_HOME}
   * or else {@code ~/.config}, {@code $DOCKER_CONFIG/config.json}, {@code ~/.docker/config.json}.
   *
   * @param environment the value of an environment variable; an empty one counts as unset
   */
  public static List<Path> documentedOrder(
      Function<String, @Nullable String> environment, Path home) {
    Set<Path> files = new LinkedHashSet<>();
    variable(environment, "REGISTRY_AUTH_FILE").ifPresent(files::add);
    variable(environment, "XDG_RUNTIME_DIR")
        .ifPresent(directory -> files.add(directory.resolve("containers/auth.json")));
    files.add(
        variable(environment, "XDG_CONFIG_HOME")
            .orElse(home.resolve(".config"))
            .resolve("containers/auth.json"));
    variable(environment, "DOCKER_CONFIG")
        .ifPresent(directory -> files.add(directory.resolve("config.json")));
    files.add(home.resolve(".docker/config.json"));
    return List.copyOf(files);
  }

  private static Optional<Path> variable(
      Function<String, @Nullable String> environment, String name) {
    String value = environment.apply(name);
    return value == null || value.isEmpty() ? Optional.empty() : Optional.of(Path.of(value));
  }

  @Override
  public Optional<Credentials> find(String host, String repository) {
    for (Path file : files) {
      Optional<Credentials> found;
      try {
        found = find(file, read(file), host, repository);
      } catch (SecretJson.Malformed e) {
        throw unreadable(file, "is malformed: " + e.getMessage());
      }
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private Optional<Credentials> find(Path file, AuthFile content, String host, String repository) {
    CredentialKey key = CredentialKey.ofHost(host);
    Optional<String> ownHelper = content.helper(key);
    Optional<Credentials> found = askHelper(ownHelper.orElse(""), key);
    if (found.isEmpty()) {
      found =
          content.secret(
              CredentialKey.candidates(host, repository), userless -> warn(file, userless));
    }
    if (found.isEmpty() && ownHelper.isEmpty()) {
      found = askHelper(content.store(), key);
    }
    return found;
  }

  private void warn(Path file, CredentialKey userless) {
    if (warned.add(file + " " + userless.text())) {
      LOG.warnf(
          "the container tools' credentials file %s has an \"auth\" without a user for %s, which"
              + " counts as no credentials",
          file, userless.text());
    }
  }

  private Optional<Credentials> askHelper(String suffix, CredentialKey key) {
    return suffix.isEmpty() ? Optional.empty() : helper.get(suffix, key.serverAddress());
  }

  private AuthFile read(Path file) {
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      if (!attributes.isRegularFile()) {
        throw unreadable(file, "is not a regular file");
      }
      // Read before the file: a change meanwhile is then seen at the next look-up.
      Stamp stamp =
          new Stamp(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
      Parsed known = settled.get(file);
      if (known != null && known.stamp.equals(stamp)) {
        return known.content;
      }
      // The former content is outdated, even if the new content is malformed.
      settled.remove(file);
      AuthFile content = AuthFile.parse(bytes(file));
      long age = System.currentTimeMillis() - stamp.modified.toMillis();
      if (age > UNSETTLED.toMillis()) {
        settled.put(file, new Parsed(stamp, content));
      }
      return content;
    } catch (NoSuchFileException e) {
      settled.remove(file);
      return AuthFile.NONE;
    } catch (IOException e) {
      throw unreadable(file, "cannot be read");
    }
  }

  private static byte[] bytes(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_FILE_SIZE + 1);
      if (bytes.length > MAX_FILE_SIZE) {
        throw unreadable(file, "is larger than " + MAX_FILE_SIZE + " bytes");
      }
      return bytes;
    }
  }

  private static RegistryAuthenticationFailure unreadable(Path file, String reason) {
    return new RegistryAuthenticationFailure(
        "the container tools' credentials file " + file + " " + reason);
  }
}
