package io.imagepeek.bench;

import io.imagepeek.testing.TestAuthority;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What all parts of the benchmark need: the registries, their proxies, the application. */
final class Workbench implements AutoCloseable {

  static final Duration ROUND_TRIP = Duration.ofMillis(40);

  private static final String USER = "bench";
  private static final String PASSWORD = "bench-password";

  private final Path directory;
  private final Application.Launch launch;
  private final TestAuthority authority;
  private final TokenServer tokens;
  private final DelayingProxy tokenProxy;
  private final Map<Access, RegistryProcess> registries = new LinkedHashMap<>();
  private final List<DelayingProxy> proxies = new ArrayList<>();
  private final List<String> plainHttp = new ArrayList<>();
  private final Images images;

  private Workbench(Application.Launch launch)
      throws IOException, InterruptedException, GeneralSecurityException {
    this.launch = launch;
    directory = Files.createTempDirectory("imagepeek-bench");
    authority = TestAuthority.create(directory.resolve("tls"));
    tokens = TokenServer.start(authority.issue("tokens", List.of()));
    tokenProxy = DelayingProxy.start(tokens.port(), ROUND_TRIP);
    plainHttp.add(tokenProxy.address());
    RegistryProcess open = RegistryProcess.open(directory);
    registries.put(Access.OPEN, open);
    registries.put(
        Access.BASIC,
        RegistryProcess.basic(
            directory, authority.issue("registry", List.of("ip:127.0.0.1")), htpasswd()));
    String realm = "http://" + tokenProxy.address() + "/token";
    registries.put(Access.TOKEN, RegistryProcess.token(directory, realm, authority.caPem()));
    plainHttp.add(open.address());
    images = Images.of(open.address());
  }

  static Workbench create(Application.Launch launch)
      throws IOException, InterruptedException, GeneralSecurityException {
    return new Workbench(launch);
  }

  private Path htpasswd() throws IOException, InterruptedException {
    Path file = directory.resolve("htpasswd");
    Files.writeString(
        file, Commands.output(List.of("htpasswd", "-Bbn", USER, PASSWORD)).strip() + "\n");
    return file;
  }

  /** Pushes images; what is pushed is in all the registries. */
  Images images() {
    return images;
  }

  RegistryProcess registry(Access access) {
    RegistryProcess registry = registries.get(access);
    if (registry == null) {
      throw new IllegalStateException("not started: " + access);
    }
    return registry;
  }

  /**
   * A proxy of its own port, which the application takes for a registry that it has never seen. To
   * be made before the application is started.
   */
  DelayingProxy proxy(Access access, Duration roundTrip) throws IOException {
    DelayingProxy proxy = DelayingProxy.start(registry(access).port(), roundTrip);
    proxies.add(proxy);
    if (access != Access.BASIC) {
      plainHttp.add(proxy.address());
    }
    return proxy;
  }

  /** The proxy before the token service. */
  DelayingProxy tokenProxy() {
    return tokenProxy;
  }

  Path file(String name) {
    return directory.resolve(name);
  }

  /** How the application is run unless something else is measured. */
  Application.Launch launch() {
    return launch;
  }

  /** Starts the application so that it may ask all registries and proxies there are by now. */
  Application start(Application.Launch how, Redirect log) throws IOException {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("imagepeek.network.allow", "127.0.0.0/8");
    settings.put("imagepeek.registry.insecure", String.join(",", plainHttp));
    settings.put("imagepeek.registry.tls-configuration-name", "registries");
    settings.put(
        "quarkus.tls.registries.trust-store.pem.certs", authority.caPem().toAbsolutePath() + "");
    return Application.start(how, settings, log);
  }

  /** A request's fields for an image, with the credentials that the registry wants. */
  static String fields(Access access, String image) {
    String credentials =
        access == Access.BASIC
            ? """
              , "credentials": {"username": "%s", "password": "%s"}"""
                .formatted(USER, PASSWORD)
            : "";
    return """
        "imageName": "%s"%s"""
        .formatted(image, credentials);
  }

  /** The command that has skopeo inspect an image. */
  List<String> skopeo(Access access, String image) throws IOException {
    List<String> command = new ArrayList<>(List.of("skopeo", "inspect", "--no-tags"));
    if (access == Access.BASIC) {
      Path certificates = Files.createDirectories(directory.resolve("certs.d"));
      Path ca = certificates.resolve("ca.crt");
      if (!Files.exists(ca)) {
        Files.copy(authority.caPem(), ca);
      }
      command.addAll(List.of("--creds", USER + ":" + PASSWORD, "--cert-dir", certificates + ""));
    } else {
      command.add("--tls-verify=false");
    }
    command.add("docker://" + image);
    return command;
  }

  @Override
  public void close() throws IOException {
    for (DelayingProxy proxy : proxies) {
      proxy.close();
    }
    for (RegistryProcess registry : registries.values()) {
      registry.close();
    }
    tokenProxy.close();
    tokens.close();
    List<Path> files;
    try (Stream<Path> tree = Files.walk(directory)) {
      files = tree.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : files) {
      Files.delete(file);
    }
  }
}
