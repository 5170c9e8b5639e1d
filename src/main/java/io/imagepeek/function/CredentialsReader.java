package io.imagepeek.function;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
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
   * @param field the path of the object in errors
   * @throws InvalidInspectParameters naming the field that is wrong, never its value
   */
  static Credentials read(JsonNode tree, String field) {
    if (!tree.isObject()) {
      throw new InvalidInspectParameters(field + ": must be an object");
    }
    String prefix = field + ".";
    RequestReader.requireKnown(tree, FIELDS, prefix);
    boolean password =
        RequestReader.present(tree, USERNAME) || RequestReader.present(tree, PASSWORD);
    boolean identity = RequestReader.present(tree, IDENTITY_TOKEN);
    boolean registry = RequestReader.present(tree, REGISTRY_TOKEN);
    if ((password ? 1 : 0) + (identity ? 1 : 0) + (registry ? 1 : 0) != 1) {
      throw new InvalidInspectParameters(
          field + ": must be one of {username, password}, {identityToken} and {registryToken}");
    }
    if (identity) {
      return new Credentials.IdentityToken(secret(tree, IDENTITY_TOKEN, prefix));
    }
    if (registry) {
      String token = secret(tree, REGISTRY_TOKEN, prefix);
      if (!token.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
        throw new InvalidInspectParameters(
            prefix + REGISTRY_TOKEN + ": must consist of visible ASCII characters");
      }
      return new Credentials.RegistryToken(token);
    }
    String username = secret(tree, USERNAME, prefix);
    if (username.indexOf(':') >= 0) {
      // RFC 7617 §2: the first colon ends the user-id.
      throw new InvalidInspectParameters(prefix + USERNAME + ": must not contain a colon");
    }
    return new Credentials.Password(username, secret(tree, PASSWORD, prefix));
  }

  private static String secret(JsonNode tree, String name, String prefix) {
    String value = RequestReader.requiredText(tree, name, prefix);
    if (value.isEmpty()) {
      throw new InvalidInspectParameters(prefix + name + ": is empty");
    }
    // It becomes part of a header, where a line break would start another header (CWE-113).
    if (value.chars().anyMatch(Character::isISOControl)) {
      throw new InvalidInspectParameters(prefix + name + ": must not contain control characters");
    }
    // An unpaired surrogate would be sent as another character.
    if (!UTF_8.newEncoder().canEncode(value)) {
      throw new InvalidInspectParameters(prefix + name + ": has half of a character");
    }
    return value;
  }
}
