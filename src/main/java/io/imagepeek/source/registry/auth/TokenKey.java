package io.imagepeek.source.registry.auth;

import io.imagepeek.source.Credentials;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a token was issued for. Requests share a token only if all of it is equal, including the
 * account.
 *
 * @param registry the registry's host, with its port if it has one
 * @param realm the URL of the token service; empty if the challenge named none
 * @param service the service that the challenge named; empty if it named none
 * @param scopes the requested scopes; their order does not matter
 * @param account the fingerprint of the credentials, see {@link #account}
 */
public record TokenKey(
    String registry, String realm, String service, Set<String> scopes, String account) {

  /** The account of requests without credentials. */
  public static final String ANONYMOUS = "anonymous";

  /** Copies the scopes. */
  public TokenKey {
    scopes = Collections.unmodifiableSortedSet(new TreeSet<>(scopes));
  }

  /** The key of the token that answers a challenge with these credentials. */
  public static TokenKey of(
      String registry,
      Challenge challenge,
      Collection<String> scopes,
      Optional<Credentials> credentials) {
    return new TokenKey(
        registry,
        challenge.realm().orElse(""),
        challenge.service().orElse(""),
        Set.copyOf(scopes),
        credentials.map(TokenKey::account).orElse(ANONYMOUS));
  }

  /**
   * The SHA-256 of the credentials' kind and values, in hexadecimal. It tells accounts apart, and a
   * changed password from the old one, without keeping a secret.
   */
  public static String account(Credentials credentials) {
    if (credentials instanceof Credentials.Password password) {
      return fingerprint("password", password.username(), password.password());
    }
    if (credentials instanceof Credentials.IdentityToken identity) {
      return fingerprint("identitytoken", identity.token());
    }
    Credentials.RegistryToken registry = (Credentials.RegistryToken) credentials;
    return fingerprint("registrytoken", registry.token());
  }

  /** Each part is preceded by its length, so that different lists of parts never hash the same. */
  private static String fingerprint(String... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (String part : parts) {
      byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
      all.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
      all.writeBytes(bytes);
    }
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(all.toByteArray()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Whether a token with this key is what a challenge demands. */
  public boolean satisfies(Challenge challenge) {
    return challenge.realm().orElse("").equals(realm)
        && challenge.service().orElse("").equals(service)
        && (challenge.scopes().isEmpty() || scopes.equals(challenge.scopes()));
  }

  /** The number of characters of realm, service and scopes. */
  int length() {
    return realm.length() + service.length() + scopes.stream().mapToInt(String::length).sum();
  }

  /** Shows neither the realm, whose query may contain a secret, nor the account. */
  @Override
  public String toString() {
    return "TokenKey[registry=" + registry + ", scopes=" + scopes + "]";
  }
}
