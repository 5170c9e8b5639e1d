package io.imagepeek.function.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Function;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The secrets that sources of push events share with the operator. GitHub signs the body (<a
 * href="https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries">Validating
 * webhook deliveries</a>); distribution and Harbor send an {@code Authorization} header that their
 * operators choose.
 *
 * <p>Each request must have one of the configured secrets, whatever source it seems to be from.
 * Otherwise a client could avoid GitHub's secret by JSON that does not look like GitHub's.
 */
public final class WebhookSecrets {

  private static final String SIGNATURE_HEADER = "X-Hub-Signature-256";
  private static final String SIGNATURE_PREFIX = "sha256=";
  private static final String HMAC = "HmacSHA256";

  private final Optional<byte[]> gitHub;
  private final Optional<byte[]> authorization;

  /**
   * @param gitHubSecret the secret that GitHub signs with
   * @param authorizationHeader the whole value of the header, for instance {@code Bearer} and a
   *     token
   * @throws IllegalArgumentException if one of them is blank
   */
  public WebhookSecrets(Optional<String> gitHubSecret, Optional<String> authorizationHeader) {
    gitHub = gitHubSecret.map(secret -> bytes("GitHub secret", secret));
    authorization = authorizationHeader.map(value -> bytes("Authorization header", value));
  }

  /**
   * Whether the client knows a secret; true if none is configured.
   *
   * @param body as it was received, not parsed and written again
   * @param headers the value of a request's header by its name, in whatever case; null where the
   *     request lacks it
   */
  public boolean admits(byte[] body, Function<String, @Nullable String> headers) {
    if (areNone()) {
      return true;
    }
    boolean signed =
        gitHub.isPresent() && matches(headers.apply(SIGNATURE_HEADER), sign(gitHub.get(), body));
    return signed || isAuthorized(headers);
  }

  /**
   * Whether {@link #admits} may be true, by the headers alone.
   *
   * @param headers as there
   */
  public boolean mayAdmit(Function<String, @Nullable String> headers) {
    return areNone()
        || (gitHub.isPresent() && headers.apply(SIGNATURE_HEADER) != null)
        || isAuthorized(headers);
  }

  private boolean areNone() {
    return gitHub.isEmpty() && authorization.isEmpty();
  }

  private boolean isAuthorized(Function<String, @Nullable String> headers) {
    return authorization.isPresent()
        && matches(headers.apply("Authorization"), authorization.get());
  }

  @Override
  public String toString() {
    return "WebhookSecrets[GitHub: %s, Authorization: %s]"
        .formatted(state(gitHub), state(authorization));
  }

  /**
   * Takes a time that depends on the given value alone, so that trying reveals nothing (CWE-208).
   */
  private static boolean matches(@Nullable String given, byte[] expected) {
    return given != null && MessageDigest.isEqual(given.getBytes(UTF_8), expected);
  }

  /** The header that GitHub sends, with digits in lower case. */
  private static byte[] sign(byte[] secret, byte[] body) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(secret, HMAC));
      return (SIGNATURE_PREFIX + HexFormat.of().formatHex(mac.doFinal(body))).getBytes(UTF_8);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime lacks " + HMAC, e);
    }
  }

  private static byte[] bytes(String name, String secret) {
    if (secret.isBlank()) {
      throw new IllegalArgumentException("the " + name + " of webhooks is blank");
    }
    return secret.getBytes(UTF_8);
  }

  private static String state(Optional<byte[]> secret) {
    return secret.isPresent() ? "configured" : "none";
  }
}
