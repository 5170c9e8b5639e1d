package io.imagepeek.source;

/** Credentials for a registry or its token service. {@code toString} never shows the secret. */
public sealed interface Credentials {

  /** A username and password, for Basic authentication or to obtain a Bearer token. */
  record Password(String username, String password) implements Credentials {
    @Override
    public String toString() {
      return "Password[" + username + "]";
    }
  }

  /** An OAuth2 refresh token, exchanged at the token service for a Bearer token. */
  record IdentityToken(String token) implements Credentials {
    @Override
    public String toString() {
      return "IdentityToken";
    }
  }

  /** A Bearer token for the registry itself. */
  record RegistryToken(String token) implements Credentials {
    @Override
    public String toString() {
      return "RegistryToken";
    }
  }
}
