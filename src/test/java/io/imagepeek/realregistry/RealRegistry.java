package io.imagepeek.realregistry;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.imagepeek.golden.TemporaryDirectory;
import io.imagepeek.testing.ServerIdentity;
import io.imagepeek.testing.TestAuthority;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The {@code docker-registry} executable, serving an empty registry on a free port of 127.0.0.1
 * until it is closed.
 */
final class RealRegistry implements AutoCloseable {

  private static final Duration START_LIMIT = Duration.ofSeconds(30);
  private static final Pattern LISTENING = Pattern.compile("listening on 127\\.0\\.0\\.1:(\\d+)");
  private static final Pattern ACCESS = Pattern.compile("\"([A-Z]+ /v2/\\S*) HTTP/[0-9.]+\" \\d+");

  private final Path directory;
  private final Access access;
  private final Process process;
  private final Thread killer;
  private final Queue<String> log = new ConcurrentLinkedQueue<>();
  private final CompletableFuture<Integer> port = new CompletableFuture<>();

  private RealRegistry(Path directory, Access access, Process process) {
    this.directory = directory;
    this.access = access;
    this.process = process;
    this.killer = new Thread(process::destroyForcibly, "registry-killer");
  }

  /**
   * How clients get in: the authority to trust, the token service, and the configuration of both.
   *
   * @param moreConfig that of authentication and of notifications
   */
  private record Access(
      @Nullable Path caPem, @Nullable TokenService tokens, String tlsConfig, String moreConfig) {}

  /** Starts a registry that anybody may read and write over plain HTTP. */
  static RealRegistry startOpen() {
    return start(new Access(null, null, "", ""));
  }

  /**
   * Starts a registry that anybody may read and write over plain HTTP, and that tells of it.
   *
   * @param url where its notifications are sent
   * @param authorization the header {@code Authorization} that they have
   */
  static RealRegistry startNotifying(String url, String authorization) {
    // Soon enough for a test; what has failed so often waits for its backoff before it comes again.
    String notifications =
        """
        notifications:
          endpoints:
            - name: imagepeek
              url: %s
              headers: {Authorization: ['%s']}
              timeout: 30s
              threshold: 1
              backoff: 50ms
        """
            .formatted(url, authorization);
    return start(new Access(null, null, "", notifications));
  }

  /** Starts a registry over TLS that asks for Basic authentication. */
  static RealRegistry startWithHtpasswd(TestAuthority authority) {
    String users = bcryptLine().strip();
    Path file = authority.caPem().resolveSibling("htpasswd");
    try {
      Files.writeString(file, users + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String auth = "auth: {htpasswd: {realm: imagepeek, path: %s}}".formatted(file);
    return start(new Access(authority.caPem(), null, tls(authority), auth));
  }

  /** Starts a registry over TLS that believes the tokens of a {@link TokenService} of its own. */
  static RealRegistry startWithTokens(TestAuthority authority) {
    TokenService tokens = TokenService.start(authority);
    String auth =
        """
        auth:
          token:
            realm: %s
            service: %s
            issuer: %s
            rootcertbundle: %s
        """
            .formatted(
                tokens.realm(), RegistryToken.SERVICE, RegistryToken.ISSUER, authority.caPem());
    return start(new Access(authority.caPem(), tokens, tls(authority), auth));
  }

  private static String tls(TestAuthority authority) {
    ServerIdentity identity = authority.issue("registry", List.of("ip:127.0.0.1"));
    return "tls: {certificate: %s, key: %s}".formatted(identity.certPem(), identity.keyPem());
  }

  /** The line of the account in the only hash that distribution takes. */
  private static String bcryptLine() {
    try {
      Process htpasswd = new ProcessBuilder("htpasswd", "-Bin", RegistryAccount.USERNAME).start();
      try (OutputStream in = htpasswd.getOutputStream()) {
        in.write(RegistryAccount.PASSWORD.getBytes(UTF_8));
      }
      return new String(htpasswd.getInputStream().readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static RealRegistry start(Access access) {
    try {
      Path directory = TemporaryDirectory.create();
      Path config = directory.resolve("config.yml");
      Files.writeString(config, config(directory.resolve("storage"), access));
      ProcessBuilder builder =
          new ProcessBuilder("docker-registry", "serve", config.toString())
              .redirectErrorStream(true);
      // Such variables would override the file.
      builder.environment().keySet().removeIf(name -> name.startsWith("REGISTRY_"));
      RealRegistry registry = new RealRegistry(directory, access, builder.start());
      registry.awaitPort();
      return registry;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String config(Path storage, Access access) {
    // Port 0: the registry says in its log which port it was given, so nobody can take it before.
    return """
        version: 0.1
        log: {level: info}
        storage:
          cache: {blobdescriptor: inmemory}
          filesystem: {rootdirectory: %s}
        http:
          addr: '127.0.0.1:0'
          %s
        compatibility: {schema1: {enabled: true}}
        validation: {manifests: {urls: {allow: ['^https?://']}}}
        %s
        """
        .formatted(storage, access.tlsConfig(), access.moreConfig());
  }

  private void awaitPort() {
    Runtime.getRuntime().addShutdownHook(killer);
    Thread reader = new Thread(this::readLog, "registry-log");
    reader.setDaemon(true);
    reader.start();
    try {
      port.get(START_LIMIT.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      close();
      throw new IllegalStateException(
          "docker-registry did not start:\n" + String.join("\n", log), e);
    } catch (InterruptedException e) {
      close();
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while docker-registry started", e);
    }
  }

  private void readLog() {
    try (BufferedReader lines = process.inputReader(UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        log.add(line);
        Matcher listening = LISTENING.matcher(line);
        if (listening.find()) {
          port.complete(Integer.parseInt(listening.group(1)));
        }
      }
    } catch (IOException e) {
      log.add("log ended: " + e);
    }
    // Without effect on a registry that has started.
    port.completeExceptionally(new IOException("docker-registry ended"));
  }

  /** The host and port as they stand before an image's name. */
  String address() {
    return "127.0.0.1:" + port.join();
  }

  /** Where its API begins. */
  URI uri() {
    return URI.create((access.caPem() == null ? "http://" : "https://") + address() + "/v2/");
  }

  /** Whether it asks for the account of {@link RegistryAccount}. */
  boolean wantsCredentials() {
    return !access.moreConfig().isEmpty();
  }

  /** The authority that its clients have to trust, where it serves TLS. */
  Optional<Path> caPem() {
    return Optional.ofNullable(access.caPem());
  }

  /** A client that trusts this registry. */
  HttpClient client() {
    HttpClient.Builder builder = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1);
    if (access.caPem() != null) {
      builder.sslContext(TestTls.trusting(access.caPem()));
    }
    return builder.build();
  }

  /**
   * The value of {@code Authorization} that opens these repositories for reading and writing, empty
   * where none is wanted.
   */
  Optional<String> authorization(String... repositories) {
    if (!wantsCredentials()) {
      return Optional.empty();
    }
    TokenService tokens = access.tokens();
    if (tokens == null) {
      return Optional.of(RegistryAccount.basic());
    }
    Stream<String> scopes = Stream.of(repositories).map("repository:%s:pull,push"::formatted);
    return Optional.of("Bearer " + tokens.issue(scopes));
  }

  /** The token requests so far; none for a registry that does not use tokens. */
  List<TokenService.Request> tokenRequests() {
    TokenService tokens = access.tokens();
    return tokens == null ? List.of() : tokens.requests();
  }

  /**
   * The requests answered so far, such as {@code GET /v2/a/b/manifests/latest}. A line is written
   * after its answer, so the newest may be missing.
   */
  List<String> requests() {
    return log.stream()
        .map(ACCESS::matcher)
        .filter(Matcher::find)
        .map(matcher -> matcher.group(1))
        .toList();
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    TokenService tokens = access.tokens();
    if (tokens != null) {
      tokens.close();
    }
    TemporaryDirectory.delete(directory);
  }
}
