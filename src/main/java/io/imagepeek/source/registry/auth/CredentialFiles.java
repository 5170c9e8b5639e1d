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
 * files are asked in order; the first that has credentials for the repository decides, and the
 * later ones are not even opened. Within a file:
 *
 * <ol>
 *   <li>the helper that {@code credHelpers} names for the host: whoever names one for a single host
 *       means it;
 *   <li>{@code auths}, the longest key first ({@code host/ns/repository}, {@code host/ns}, {@code
 *       host}), passing over entries without a secret: a login that went to a store leaves such,
 *       and so does a deployment whose user and password were never set, which is warned of;
 *   <li>the helper of {@code credsStore}, unless {@code credHelpers} names the host: as with
 *       docker, that host is then kept out of the store.
 * </ol>
 *
 * <p>Whoever has no credentials is passed over; what is there but cannot be read fails (see {@link
 * CredentialSource#find}). A file is parsed again when its time, size or identity changed.
 */
public final class CredentialFiles implements CredentialSource {

  /** The greatest size of a file, in bytes. */
  public static final int MAX_FILE_SIZE = 1024 * 1024;

  private static final Logger LOG = Logger.getLogger(CredentialFiles.class);

  /** A file touched so recently may change again without its time showing it. */
  private static final Duration UNSETTLED = Duration.ofSeconds(2);

  private record Stamp(FileTime modified, long size, @Nullable Object identity) {}

  private record Parsed(Stamp stamp, AuthFile content) {}

  private final List<Path> files;
  private final CredentialHelper helper;
  private final Map<Path, Parsed> settled = new ConcurrentHashMap<>();

  /** What was warned of: files and their keys, each once. */
  private final Set<String> warned = ConcurrentHashMap.newKeySet();

  /**
   * @param files the files in the order of asking; those that do not exist hold nothing
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
    Optional<Credentials> found = ask(ownHelper.orElse(""), key);
    if (found.isEmpty()) {
      found =
          content.secret(
              CredentialKey.candidates(host, repository), userless -> warn(file, userless));
    }
    if (found.isEmpty() && ownHelper.isEmpty()) {
      found = ask(content.store(), key);
    }
    return found;
  }

  private void warn(Path file, CredentialKey userless) {
    if (warned.add(file + " " + userless.text())) {
      LOG.warnf(
          "the container tools' credentials file %s has an \"auth\" without a user for %s, which is"
              + " taken for none",
          file, userless.text());
    }
  }

  private Optional<Credentials> ask(String suffix, CredentialKey key) {
    return suffix.isEmpty() ? Optional.empty() : helper.get(suffix, key.serverAddress());
  }

  private AuthFile read(Path file) {
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      if (!attributes.isRegularFile()) {
        throw unreadable(file, "is no regular file");
      }
      // Taken before reading: a change while reading is then noticed at the next look-up.
      Stamp stamp =
          new Stamp(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
      Parsed known = settled.get(file);
      if (known != null && known.stamp.equals(stamp)) {
        return known.content;
      }
      // What was read before is outdated, also where the new content turns out to be malformed.
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
