package io.imagepeek.source.registry.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagepeek.source.Credentials;
import io.imagepeek.source.Credentials.IdentityToken;
import io.imagepeek.source.Credentials.Password;
import io.imagepeek.source.Credentials.RegistryToken;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class TokenKeyTest {

  private static final Challenge CHALLENGE =
      new Challenge("bearer", Map.of("realm", "https://auth/token?k=s3cret", "service", "s"));

  private static TokenKey key(List<String> scopes, Optional<Credentials> credentials) {
    return TokenKey.of("host:5000", CHALLENGE, scopes, credentials);
  }

  @Test
  void theOrderOfScopesDoesNotMatterButTheScopesDo() {
    assertThat(key(List.of("a", "b"), Optional.empty()))
        .isEqualTo(key(List.of("b", "a"), Optional.empty()))
        .hasSameHashCodeAs(key(List.of("b", "a"), Optional.empty()))
        .isNotEqualTo(key(List.of("a"), Optional.empty()));
  }

  @Test
  void scopesThatRepeatCountOnce() {
    assertThat(key(List.of("a", "a"), Optional.empty()))
        .isEqualTo(key(List.of("a"), Optional.empty()));
  }

  @Test
  void everyPartTellsKeysApart() {
    TokenKey key = key(List.of("a"), Optional.empty());
    assertThat(key.account()).isEqualTo(TokenKey.ANONYMOUS);
    assertThat(
            List.of(
                new TokenKey("other", key.realm(), key.service(), key.scopes(), key.account()),
                new TokenKey(key.registry(), "other", key.service(), key.scopes(), key.account()),
                new TokenKey(key.registry(), key.realm(), "other", key.scopes(), key.account()),
                new TokenKey(key.registry(), key.realm(), key.service(), key.scopes(), "other")))
        .doesNotContain(key);
  }

  @Test
  void accountsDifferByKindAndByEachValue() {
    List<Credentials> accounts =
        List.of(
            new Password("ab", "c"),
            new Password("a", "bc"),
            new Password("ab", "d"),
            new Password("", "abc"),
            new IdentityToken("abc"),
            new IdentityToken("abd"),
            new RegistryToken("abc"));

    assertThat(accounts.stream().map(TokenKey::account).collect(Collectors.toSet()))
        .hasSameSizeAs(accounts)
        .allMatch(account -> account.matches("[0-9a-f]{64}"));
    assertThat(TokenKey.account(new Password("a", "b")))
        .isEqualTo(TokenKey.account(new Password("a", "b")));
  }

  @Test
  void theTextFormShowsNeitherAccountNorRealm() {
    TokenKey key = key(List.of("repository:a:pull"), Optional.of(new Password("u", "p")));
    assertThat(key.toString())
        .isEqualTo("TokenKey[registry=host:5000, scopes=[repository:a:pull]]");
  }
}
