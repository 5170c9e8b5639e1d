package io.imagepeek.source.registry.auth;

import io.imagepeek.failure.InspectFailure.RegistryAuthenticationFailure;
import io.imagepeek.json.JsonField;
import io.imagepeek.source.Credentials;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/**
 * Runs docker's credential helpers: the executable {@code docker-credential-NAME} with the argument
 * {@code get} and the server's address on its input writes JSON. No shell is involved.
 *
 * <p>A helper has no credentials if it says so, or if it writes no user name. Any other failure
 * fails the look-up (CVE-2021-41092), with a message that shows nothing of the helper's output.
 */
public final class CredentialHelper {

  /** The greatest size of a helper's output, in bytes; one that writes more is killed. */
  public static final int MAX_OUTPUT = 64 * 1024;

  private static final String PREFIX = "docker-credential-";
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]+");
  private static final String NOT_FOUND = "credentials not found in native keychain";
  private static final int NOT_FOUND_EXIT = 1;
  private static final String IDENTITY_TOKEN_USER = "<token>";
  private static final long POLL_MILLIS = 20;
  private static final boolean WINDOWS = File.separatorChar == '\\';

  private static final Logger LOG = Logger.getLogger(CredentialHelper.class);

  private final boolean allowed;
  private final String searchPath;
  private final Duration limit;

  /** The helpers that a warning was logged for. */
  private final Set<String> warned = ConcurrentHashMap.newKeySet();

  /**
   * @param allowed whether helpers may be run; if not, files are read as if they named none
   * @param searchPath the directories to find helpers in, as in {@code PATH}; relative ones, and so
   *     the current directory, are skipped
   * @param limit how long a helper may take before it is killed
   */
  public CredentialHelper(boolean allowed, String searchPath, Duration limit) {
    this.allowed = allowed;
    this.searchPath = searchPath;
    this.limit = limit;
  }

  /**
   * Runs one helper.
   *
   * @param name the helper's name as in a credentials file, without {@code docker-credential-}
   * @param serverAddress the registry's host, or the fixed address of Docker Hub
   * @throws RegistryAuthenticationFailure if it cannot be run, fails, or writes malformed output
   */
  Optional<Credentials> get(String name, String serverAddress) {
    if (!allowed) {
      return Optional.empty();
    }
    if (!NAME.matcher(name).matches()) {
      // The name is not shown: it may be a secret in the wrong place.
      throw new RegistryAuthenticationFailure(
          "a credentials file names a credential helper with invalid characters");
    }
    String executable = PREFIX + name;
    Process process = start(executable);
    try {
      byte[] output = communicate(executable, process, serverAddress);
      return read(executable, serverAddress, process.exitValue(), output);
    } catch (IOException e) {
      throw failure(executable, "broke off");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failure(executable, "was interrupted");
    } finally {
      kill(process);
    }
  }

  private Process start(String executable) {
    Path found = locate(executable);
    try {
      return new ProcessBuilder(List.of(found.toString(), "get"))
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .start();
    } catch (IOException e) {
      throw failure(executable, "cannot be started");
    }
  }

  private Path locate(String executable) {
    String fileName = WINDOWS ? executable + ".exe" : executable;
    for (String directory : searchPath.split(Pattern.quote(File.pathSeparator), -1)) {
      try {
        Path candidate = Path.of(directory, fileName);
        if (candidate.isAbsolute()
            && Files.isRegularFile(candidate)
            && Files.isExecutable(candidate)) {
          return candidate;
        }
      } catch (InvalidPathException e) {
        // No directory can have such a name.
      }
    }
    throw failure(executable, "is not an executable on PATH");
  }

  /**
   * Waits for the end and collects the output meanwhile. It reads only what is available, so that
   * it never blocks, even if a child of the helper outlives it and keeps its output open.
   */
  private byte[] communicate(String executable, Process process, String serverAddress)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    try (OutputStream input = process.getOutputStream()) {
      input.write(serverAddress.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // It ended without reading; its exit status says more.
    }
    ByteArrayOutputStream collected = new ByteArrayOutputStream();
    InputStream output = process.getInputStream();
    while (true) {
      boolean ended = process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS);
      collect(executable, output, collected);
      if (ended) {
        return collected.toByteArray();
      }
      if (System.nanoTime() - deadline >= 0) {
        throw failure(executable, "did not end within " + limit.toMillis() + " ms");
      }
    }
  }

  private static void collect(
      String executable, InputStream output, ByteArrayOutputStream collected) throws IOException {
    for (int ready = output.available(); ready > 0; ready = output.available()) {
      int room = MAX_OUTPUT + 1 - collected.size();
      collected.writeBytes(output.readNBytes(Math.min(ready, room)));
      if (collected.size() > MAX_OUTPUT) {
        throw failure(executable, "wrote more than " + MAX_OUTPUT + " bytes");
      }
    }
  }

  private Optional<Credentials> read(
      String executable, String serverAddress, int exit, byte[] output) {
    if (exit != 0) {
      String said = new String(output, StandardCharsets.UTF_8).strip();
      if (exit == NOT_FOUND_EXIT && said.equals(NOT_FOUND)) {
        return Optional.empty();
      }
      throw failure(executable, "failed with exit status " + exit);
    }
    if (new String(output, StandardCharsets.UTF_8).isBlank()) {
      throw failure(executable, "wrote nothing");
    }
    String username;
    String secret;
    try {
      JsonField json = SecretJson.object(output);
      username = SecretJson.text(json, "Username");
      secret = SecretJson.text(json, "Secret");
    } catch (SecretJson.Malformed e) {
      throw failure(executable, "wrote malformed output: " + e.getMessage());
    }
    if (username.isEmpty() && secret.isEmpty()) {
      // Another way to say that there are none, which docker accepts.
      return Optional.empty();
    }
    if (username.isEmpty()) {
      if (warned.add(executable)) {
        LOG.warnf(
            "the credential helper %s wrote no user name for %s, which counts as no credentials",
            executable, serverAddress);
      }
      return Optional.empty();
    }
    if (secret.isEmpty()) {
      throw failure(executable, "wrote no secret");
    }
    return Optional.of(
        username.equals(IDENTITY_TOKEN_USER)
            ? new Credentials.IdentityToken(secret)
            : new Credentials.Password(username, secret));
  }

  /**
   * Kills a helper that still runs and its children, and closes its pipes. A child that is started
   * at this moment may escape; nothing here waits for it.
   */
  private static void kill(Process process) {
    if (process.isAlive()) {
      List<ProcessHandle> children = process.descendants().toList();
      process.destroyForcibly();
      children.forEach(ProcessHandle::destroyForcibly);
    }
    try {
      process.getInputStream().close();
    } catch (IOException e) {
      // Nothing is left to read.
    }
  }

  private static RegistryAuthenticationFailure failure(String executable, String reason) {
    return new RegistryAuthenticationFailure("the credential helper " + executable + " " + reason);
  }
}
