package io.imagepeek.source.registry.auth;

import com.fasterxml.jackson.databind.JsonNode;
import io.imagepeek.json.JsonField;
import io.imagepeek.source.Credentials;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * The content of one file of the container tools ({@code config.json}, {@code auth.json}). An entry
 * is decoded when it is needed, so that a malformed one affects only its own registry.
 */
final class AuthFile {

  /** A file that does not exist. */
  static final AuthFile NONE = new AuthFile(Map.of(), Map.of(), "");

  private static final Pattern LINE_BREAKS = Pattern.compile("[\r\n]+");

  private record Entry(String written, JsonNode value) {}

  private final Map<CredentialKey, List<Entry>> auths;
  private final Map<CredentialKey, List<Entry>> helpers;
  private final String store;

  private AuthFile(
      Map<CredentialKey, List<Entry>> auths,
      Map<CredentialKey, List<Entry>> helpers,
      String store) {
    this.auths = auths;
    this.helpers = helpers;
    this.store = store;
  }

  /**
   * Reads the file's text. An empty file, as {@code touch} makes it, has no entries.
   *
   * @throws SecretJson.Malformed if it is not JSON of this form, as do the look-ups in it
   */
  static AuthFile parse(byte[] text) {
    JsonField root = SecretJson.object(text);
    return new AuthFile(
        byKey(root.getIgnoringCase("auths")),
        byKey(root.getIgnoringCase("credHelpers")),
        SecretJson.text(root, "credsStore"));
  }

  /**
   * The suffix of the helper that {@code credHelpers} names for a host; present but empty if the
   * host is to have none, not even the store.
   */
  Optional<String> helper(CredentialKey host) {
    for (Entry entry : entries(helpers, host)) {
      if (!entry.value.isTextual()) {
        throw new SecretJson.Malformed("an entry of \"credHelpers\" is not a string");
      }
      return Optional.of(entry.value.textValue());
    }
    return Optional.empty();
  }

  /** The suffix of the helper for hosts that {@code auths} lacks; empty if there is none. */
  String store() {
    return store;
  }

  /**
   * The secret of the longest matching key of {@code auths} that has one.
   *
   * @param userless called for each key on the way whose {@code auth} has no user
   */
  Optional<Credentials> secret(List<CredentialKey> candidates, Consumer<CredentialKey> userless) {
    for (CredentialKey candidate : candidates) {
      for (Entry entry : entries(auths, candidate)) {
        Optional<Credentials> found = secret(entry.value, () -> userless.accept(candidate));
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<Credentials> secret(JsonNode value, Runnable userless) {
    if (value.isNull()) {
      return Optional.empty();
    }
    if (!value.isObject()) {
      throw new SecretJson.Malformed("an entry of \"auths\" is not an object");
    }
    JsonField entry = SecretJson.field(value);
    String registryToken = SecretJson.text(entry, "registrytoken");
    if (!registryToken.isEmpty()) {
      if (!TokenResponse.isSendable(registryToken)) {
        throw new SecretJson.Malformed("a \"registrytoken\" cannot be sent in a header");
      }
      return Optional.of(new Credentials.RegistryToken(registryToken));
    }
    String identityToken = SecretJson.text(entry, "identitytoken");
    if (!identityToken.isEmpty()) {
      return Optional.of(new Credentials.IdentityToken(identityToken));
    }
    String auth = withoutBreaks(SecretJson.text(entry, "auth"));
    if (!auth.isEmpty()) {
      String pair = decoded(auth);
      // Only the first colon separates: a user name has none, a password may (RFC 7617).
      int colon = pair.indexOf(':');
      if (colon < 0) {
        throw new SecretJson.Malformed("an \"auth\" is not user:password");
      }
      if (colon > 0) {
        return password(pair.substring(0, colon), unpadded(pair.substring(colon + 1)));
      }
    }
    String username = SecretJson.text(entry, "username");
    if (!auth.isEmpty() && username.isEmpty()) {
      // Deployments whose user and password were never set write such an entry.
      userless.run();
    }
    return password(username, SecretJson.text(entry, "password"));
  }

  /** Some encoders break base64 into lines of 64 or 76 characters, or leave blanks around it. */
  private static String withoutBreaks(String auth) {
    return LINE_BREAKS.matcher(auth).replaceAll("").strip();
  }

  private static String decoded(String auth) {
    try {
      byte[] bytes = Base64.getDecoder().decode(auth);
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (IllegalArgumentException | CharacterCodingException e) {
      throw new SecretJson.Malformed("an \"auth\" is not base64 of UTF-8 text");
    }
  }

  /** Old logins padded the password with NUL. */
  private static String unpadded(String password) {
    int end = password.length();
    while (end > 0 && password.charAt(end - 1) == '\0') {
      end--;
    }
    return password.substring(0, end);
  }

  private static Optional<Credentials> password(String username, String password) {
    return username.isEmpty() || password.isEmpty()
        ? Optional.empty()
        : Optional.of(new Credentials.Password(username, password));
  }

  private static Map<CredentialKey, List<Entry>> byKey(JsonField field) {
    Map<CredentialKey, List<Entry>> entries = new LinkedHashMap<>();
    if (!field.isPresent()) {
      return entries;
    }
    for (Map.Entry<String, JsonNode> member : field.requireObject().node().properties()) {
      entries
          .computeIfAbsent(CredentialKey.parse(member.getKey()), key -> new ArrayList<>())
          .add(new Entry(member.getKey(), member.getValue()));
    }
    return entries;
  }

  /** The entries for a key: first the one with exactly this text, then the others in order. */
  private static List<Entry> entries(Map<CredentialKey, List<Entry>> all, CredentialKey key) {
    List<Entry> ordered = new ArrayList<>();
    for (Entry entry : all.getOrDefault(key, List.of())) {
      ordered.add(entry.written.equals(key.text()) ? 0 : ordered.size(), entry);
    }
    return ordered;
  }
}
