package io.imagepeek.source;

/**
 * What proves to a registry, or to the token service that it names, on whose behalf an image is
 * read. No text form ever shows the secret.
 */
public sealed interface Credentials {

  /** A name and its password, for Basic authentication or to obtain a Bearer token. */
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

  /** A Bearer token that the registry itself takes as it is. */
  record RegistryToken(String token) implements Credentials {
    @Override
    public String toString() {
      return "RegistryToken";
    }
  }
}
