package io.imagepeek.source.registry.auth;

import io.imagepeek.source.Credentials;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** The authorization of a request. No text form shows its secret. */
public sealed interface Authorization {

  /** The value of the {@code Authorization} header. */
  String header();

  /** Whether it was obtained without credentials. */
  boolean anonymous();

  /** A name and password with each request (RFC 7617). */
  record Basic(Credentials.Password password) implements Authorization {
    @Override
    public String header() {
      String pair = password.username() + ":" + password.password();
      return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public boolean anonymous() {
      return false;
    }
  }

  /**
   * A token (RFC 6750).
   *
   * @param key what it was issued for
   * @param origin where it comes from
   */
  record Bearer(String token, TokenKey key, Origin origin, boolean anonymous)
      implements Authorization {

    /** Where a token comes from. */
    public enum Origin {
      /** Issued for this inspection, or supplied by the caller. */
      FRESH,
      /** Cached from an earlier inspection: the registry may have revoked it since. */
      CACHED
    }

    @Override
    public String header() {
      return "Bearer " + token;
    }

    @Override
    public String toString() {
      return "Bearer[" + origin + "]";
    }
  }
}
