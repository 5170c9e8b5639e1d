package io.imagepeek.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.imagepeek.testing.ServerIdentity;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A token service over plain http that lets everybody do what they ask for. Its tokens are what
 * distribution believes: JWT, ES256, the certificate in {@code x5c}.
 */
final class TokenServer implements AutoCloseable {

  static final String SERVICE = "bench-registry";
  static final String ISSUER = "bench-tokens";

  private static final long LIFETIME_SECONDS = 3600;
  private static final Pattern SCOPE =
      Pattern.compile("(?:^|&)scope=repository:([a-z0-9/.-]+):pull(?:&|$)");

  private final HttpServer server;
  private final ExecutorService threads = Executors.newFixedThreadPool(2);
  private final PrivateKey key;
  private final String header;

  private TokenServer(HttpServer server, PrivateKey key, String header) {
    this.server = server;
    this.key = key;
    this.header = header;
  }

  /** Starts on a free port of 127.0.0.1; the registry has to trust the signer's authority. */
  static TokenServer start(ServerIdentity signer) throws IOException, GeneralSecurityException {
    byte[] der = Base64.getMimeDecoder().decode(body(signer.keyPem()));
    PrivateKey key = KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der));
    String certificate = body(signer.certPem()).replaceAll("\\s", "");
    String header =
        """
        {"typ": "JWT", "alg": "ES256", "x5c": ["%s"]}"""
            .formatted(certificate);
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    TokenServer tokens = new TokenServer(HttpServer.create(any, 0), key, base64Url(header));
    tokens.server.setExecutor(tokens.threads);
    tokens.server.createContext("/token", tokens::answer);
    tokens.server.start();
    return tokens;
  }

  /** The first block of a PEM file, without its lines of dashes. */
  private static String body(Path pem) throws IOException {
    String text = Files.readString(pem);
    int begin = text.indexOf("-----\n") + 6;
    return text.substring(begin, text.indexOf("-----END"));
  }

  int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String query = exchange.getRequestURI().getRawQuery();
    Matcher scope = SCOPE.matcher(query == null ? "" : URLDecoder.decode(query, UTF_8));
    byte[] body =
        """
        {"token": "%s", "expires_in": %d}"""
            .formatted(token(scope.find() ? scope.group(1) : null), LIFETIME_SECONDS)
            .getBytes(UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, body.length);
    try (exchange) {
      exchange.getResponseBody().write(body);
    }
  }

  private String token(@Nullable String repository) {
    String access =
        repository == null
            ? ""
            : """
              {"type": "repository", "name": "%s", "actions": ["pull"]}"""
                .formatted(repository);
    long now = Instant.now().getEpochSecond();
    String claims =
        """
        {"iss": "%s", "sub": "", "aud": "%s", "exp": %d, "nbf": %d, "iat": %d, "jti": "%s", \
        "access": [%s]}"""
            .formatted(
                ISSUER, SERVICE, now + LIFETIME_SECONDS, now - 10, now, System.nanoTime(), access);
    String payload = header + "." + base64Url(claims);
    try {
      // JWS wants the two numbers side by side (RFC 7518, section 3.4), not in DER.
      Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
      signature.initSign(key);
      signature.update(payload.getBytes(UTF_8));
      return payload + "." + base64Url(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("cannot sign a token", e);
    }
  }

  private static String base64Url(String text) {
    return base64Url(text.getBytes(UTF_8));
  }

  private static String base64Url(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
