package io.imagepeek.testing;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A certificate authority of the tests' own, which nobody else trusts. It needs nothing but the
 * {@code keytool} of the JDK that runs the tests. Each call starts a process or three, so a test
 * class makes its authority once.
 */
public final class TestAuthority {

  /** When a certificate may be believed. */
  public enum Validity {
    /** From yesterday, for thirty days. */
    VALID("-1d", 30),
    /** Ended twenty days ago. */
    EXPIRED("-30d", 10),
    /** Begins in ten days. */
    NOT_YET_VALID("+10d", 30);

    private final String start;
    private final int days;

    Validity(String start, int days) {
      this.start = start;
      this.days = days;
    }
  }

  private static final String PASSWORD = "fixture";
  private static final String AUTHORITY = "authority";
  private static final String SERVER = "server";
  private static final long KEYTOOL_SECONDS = 60;

  private final Path dir;
  private final AtomicInteger issued = new AtomicInteger();

  private TestAuthority(Path dir) {
    this.dir = dir;
  }

  /** Makes a new authority whose files live in {@code dir}, which is created if need be. */
  public static TestAuthority create(Path dir) {
    try {
      Files.createDirectories(dir);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    TestAuthority authority = new TestAuthority(dir);
    authority.makeRoot();
    return authority;
  }

  /** The authority's own certificate, PEM: what a client must trust. */
  public Path caPem() {
    return dir.resolve("ca.pem");
  }

  /** A certificate that is valid now; see {@link #issue(String, List, Validity)}. */
  public ServerIdentity issue(String name, List<String> subjectAltNames) {
    return issue(name, subjectAltNames, Validity.VALID);
  }

  /**
   * Issues a server certificate for a new key.
   *
   * @param name the subject's common name
   * @param subjectAltNames as keytool writes them: {@code dns:localhost}, {@code ip:127.0.0.1};
   *     none leaves the extension out
   */
  public ServerIdentity issue(String name, List<String> subjectAltNames, Validity validity) {
    String stem = "server-" + issued.incrementAndGet();
    Path store = dir.resolve(stem + ".p12");
    Path request = dir.resolve(stem + ".csr");
    Path cert = dir.resolve(stem + ".pem");
    Path key = dir.resolve(stem + "-key.pem");

    generateKey(store, SERVER, name, List.of());
    keytool(store, "-certreq", "-alias", SERVER, "-file", request.toString());
    List<String> sign = new ArrayList<>();
    sign.addAll(List.of("-gencert", "-alias", AUTHORITY, "-rfc"));
    sign.addAll(List.of("-infile", request.toString(), "-outfile", cert.toString()));
    sign.addAll(List.of("-startdate", validity.start, "-validity", "" + validity.days));
    sign.addAll(List.of("-ext", "ku:critical=digitalSignature", "-ext", "eku=serverAuth"));
    if (!subjectAltNames.isEmpty()) {
      sign.addAll(List.of("-ext", "san=" + String.join(",", subjectAltNames)));
    }
    keytool(authorityStore(), sign.toArray(String[]::new));
    write(key, pem("PRIVATE KEY", privateKey(store)));
    return new ServerIdentity(cert, key);
  }

  private Path authorityStore() {
    return dir.resolve("authority.p12");
  }

  private void makeRoot() {
    generateKey(
        authorityStore(),
        AUTHORITY,
        "imagepeek test authority",
        List.of("-ext", "bc:critical=ca:true", "-ext", "ku:critical=keyCertSign,cRLSign"));
    keytool(
        authorityStore(), "-exportcert", "-alias", AUTHORITY, "-rfc", "-file", caPem().toString());
  }

  private static void generateKey(
      Path store, String alias, String commonName, List<String> extensions) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("-genkeypair", "-alias", alias, "-dname", "CN=" + commonName));
    arguments.addAll(List.of("-keyalg", "EC", "-groupname", "secp256r1"));
    arguments.addAll(List.of("-startdate", "-60d", "-validity", "365"));
    arguments.addAll(extensions);
    keytool(store, arguments.toArray(String[]::new));
  }

  private static byte[] privateKey(Path store) {
    try (InputStream in = Files.newInputStream(store)) {
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(in, PASSWORD.toCharArray());
      Key key = keys.getKey(SERVER, PASSWORD.toCharArray());
      return key.getEncoded();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("cannot read what keytool wrote", e);
    }
  }

  private static String pem(String type, byte[] der) {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN " + type + "-----\n" + body + "\n-----END " + type + "-----\n";
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text, US_ASCII);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void keytool(Path store, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(keytoolCommand().toString());
    command.addAll(List.of(arguments));
    command.addAll(List.of("-keystore", store.toString(), "-storetype", "PKCS12"));
    command.addAll(List.of("-storepass", PASSWORD, "-J-XX:TieredStopAtLevel=1"));
    try {
      Path output = Files.createTempFile("keytool", ".log");
      try {
        Process process =
            new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        process.getOutputStream().close();
        if (!process.waitFor(KEYTOOL_SECONDS, TimeUnit.SECONDS)) {
          process.destroyForcibly();
          throw new IllegalStateException("keytool does not end: " + String.join(" ", arguments));
        }
        if (process.exitValue() != 0) {
          throw new IllegalStateException("keytool: " + Files.readString(output, UTF_8));
        }
      } finally {
        Files.deleteIfExists(output);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while keytool ran", e);
    }
  }

  private static Path keytoolCommand() {
    String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    String name = os.startsWith("windows") ? "keytool.exe" : "keytool";
    return Path.of(System.getProperty("java.home", ""), "bin", name);
  }
}
