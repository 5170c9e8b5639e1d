package io.imagepeek.function;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import io.imagepeek.json.JsonField;
import io.imagepeek.source.Credentials;
import java.util.Set;

/** Reads the credentials of a request: a password, an identity token or a registry token. */
final class CredentialsReader {

  private static final String USERNAME = "username";
  private static final String PASSWORD = "password";
  private static final String IDENTITY_TOKEN = "identityToken";
  private static final String REGISTRY_TOKEN = "registryToken";
  private static final Set<String> FIELDS =
      Set.of(USERNAME, PASSWORD, IDENTITY_TOKEN, REGISTRY_TOKEN);

  private CredentialsReader() {}

  /**
   * Reads one of the three forms.
   *
   * @throws InvalidInspectParameters naming the field that is wrong, never its value
   */
  static Credentials read(JsonField credentials) {
    credentials.requireKnown(FIELDS);
    JsonField username = credentials.get(USERNAME);
    JsonField identityToken = credentials.get(IDENTITY_TOKEN);
    JsonField registryToken = credentials.get(REGISTRY_TOKEN);
    boolean password = username.isPresent() || credentials.get(PASSWORD).isPresent();
    boolean identity = identityToken.isPresent();
    boolean registry = registryToken.isPresent();
    if ((password ? 1 : 0) + (identity ? 1 : 0) + (registry ? 1 : 0) != 1) {
      throw credentials.error(
          "must be one of {username, password}, {identityToken} and {registryToken}");
    }
    if (identity) {
      return new Credentials.IdentityToken(secret(identityToken));
    }
    if (registry) {
      String token = secret(registryToken);
      if (!token.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
        throw registryToken.error("must consist of visible ASCII characters");
      }
      return new Credentials.RegistryToken(token);
    }
    String name = secret(username);
    if (name.indexOf(':') >= 0) {
      // RFC 7617 §2: the first colon ends the user-id.
      throw username.error("must not contain a colon");
    }
    return new Credentials.Password(name, secret(credentials.get(PASSWORD)));
  }

  private static String secret(JsonField field) {
    String value = field.text();
    // The value becomes part of a header: a line break would start another header (CWE-113).
    if (value.chars().anyMatch(Character::isISOControl)) {
      throw field.error("must not contain control characters");
    }
    // An unpaired surrogate would be sent as another character.
    if (!UTF_8.newEncoder().canEncode(value)) {
      throw field.error("has half of a character");
    }
    return value;
  }
}
