package io.imagepeek.source.registry.auth;

import io.imagepeek.fuzz.Corpus;
import io.imagepeek.fuzz.Expect;
import io.imagepeek.source.Credentials;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** A credentials file of the container tools. */
public final class AuthFileFuzz {

  private static final List<String> HOSTS =
      List.of("docker.io", "registry.example.com", "localhost:5000", "ghcr.io");

  private static final List<String> REPOSITORIES = List.of("library/alpine", "org/app", "a/b/c");

  /** All that an error may say of a file: what is wrong, and no value. */
  private static final Pattern REASON =
      Pattern.compile(
          "it is not valid JSON(?: \\(line -?\\d+, column -?\\d+\\))?|it is not an object"
              + "|\"(?:auths|credHelpers)\" is not an object"
              + "|\"(?:credsStore|registrytoken|identitytoken|auth|username|password)\""
              + " is not a string"
              + "|an entry of \"credHelpers\" is not a string"
              + "|an entry of \"auths\" is not an object"
              + "|a \"registrytoken\" cannot be sent in a header"
              + "|an \"auth\" is not base64 of UTF-8 text"
              + "|an \"auth\" is not user:password");

  private AuthFileFuzz() {}

  public static void fuzzerInitialize() {
    Corpus.replay("AuthFile", AuthFileFuzz::fuzzerTestOneInput);
  }

  public static void fuzzerTestOneInput(byte[] data) {
    AuthFile file;
    try {
      file = AuthFile.parse(data);
    } catch (SecretJson.Malformed malformed) {
      check(malformed);
      return;
    }
    for (String host : HOSTS) {
      for (String repository : REPOSITORIES) {
        look(file, host, repository);
      }
    }
  }

  private static void look(AuthFile file, String host, String repository) {
    try {
      CredentialKey key = CredentialKey.ofHost(host);
      CredentialKey loud = CredentialKey.ofHost(host.toUpperCase(Locale.ROOT));
      Expect.same(file.helper(key), file.helper(loud), "a host has one name");
      Optional<Credentials> found = secret(file, host, repository);
      Optional<Credentials> ofHost = secret(file, host, "");
      Expect.that(
          found.isPresent() || ofHost.isEmpty(), "what is known of a host is of its repositories");
      found.ifPresent(AuthFileFuzz::check);
    } catch (SecretJson.Malformed malformed) {
      check(malformed);
    }
  }

  private static Optional<Credentials> secret(AuthFile file, String host, String repository) {
    List<CredentialKey> keys = CredentialKey.candidates(host, repository);
    return file.secret(
        keys,
        userless -> Expect.that(keys.contains(userless), "a warning names what was asked for"));
  }

  private static void check(Credentials found) {
    if (found instanceof Credentials.Password password) {
      Expect.that(!password.username().isEmpty(), "a user has a name");
      Expect.that(!password.password().isEmpty(), "a password is not empty");
    } else if (found instanceof Credentials.RegistryToken token) {
      Expect.that(TokenResponse.isSendable(token.token()), "a token can stand in a header");
    } else if (found instanceof Credentials.IdentityToken token) {
      Expect.that(!token.token().isEmpty(), "a token is not empty");
    }
  }

  private static void check(SecretJson.Malformed malformed) {
    String reason = String.valueOf(malformed.getMessage());
    Expect.that(REASON.matcher(reason).matches(), "an error repeats nothing: " + reason);
  }
}
