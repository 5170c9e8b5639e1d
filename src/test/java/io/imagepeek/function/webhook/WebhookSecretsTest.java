package io.imagepeek.function.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is let in. The signature is the one that GitHub publishes for trying an implementation. */
class WebhookSecretsTest {

  private static final String SECRET = "It's a Secret to Everybody";
  private static final byte[] BODY = "Hello, World!".getBytes(UTF_8);
  private static final String DIGITS =
      "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
  private static final String SIGNATURE = "X-Hub-Signature-256";
  private static final String AUTHORIZATION = "Authorization";
  private static final String TOKEN = "Bearer t0ken";

  private final WebhookSecrets none = new WebhookSecrets(Optional.empty(), Optional.empty());
  private final WebhookSecrets gitHub = new WebhookSecrets(Optional.of(SECRET), Optional.empty());
  private final WebhookSecrets header = new WebhookSecrets(Optional.empty(), Optional.of(TOKEN));
  private final WebhookSecrets both = new WebhookSecrets(Optional.of(SECRET), Optional.of(TOKEN));

  @Test
  void withoutASecretAllAreLetIn() {
    assertThat(none.admits(BODY, Map.<String, String>of()::get)).isTrue();
    assertThat(none.admits(BODY, Map.of(SIGNATURE, "sha256=00")::get)).isTrue();
  }

  @Test
  void whoSignedTheBodyIsLetIn() {
    Map<String, String> headers = Map.of(SIGNATURE, "sha256=" + DIGITS);

    assertThat(gitHub.admits(BODY, headers::get)).isTrue();
    assertThat(both.admits(BODY, headers::get)).isTrue();
    assertThat(header.admits(BODY, headers::get)).isFalse();
  }

  @Test
  void aSignatureIsOfOneBody() {
    Map<String, String> headers = Map.of(SIGNATURE, "sha256=" + DIGITS);

    assertThat(gitHub.admits("Hello, World".getBytes(UTF_8), headers::get)).isFalse();
    assertThat(gitHub.admits(new byte[0], headers::get)).isFalse();
    assertThat(
            new WebhookSecrets(Optional.of(SECRET + " "), Optional.empty())
                .admits(BODY, headers::get))
        .isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "sha256=",
        DIGITS,
        "sha1=" + DIGITS,
        "SHA256=" + DIGITS,
        "sha256=" + DIGITS + "00",
        "sha256=" + DIGITS + " ",
        "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e18",
        "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e1",
        "sha256=0000000000000000000000000000000000000000000000000000000000000000",
        "sha256=zz7107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17",
        "sha256=\ud800",
      })
  void anotherSignatureIsNone(String signature) {
    assertThat(gitHub.admits(BODY, Map.of(SIGNATURE, signature)::get)).isFalse();
    assertThat(both.admits(BODY, Map.of(SIGNATURE, signature)::get)).isFalse();
  }

  /** GitHub writes lower case; nobody else signs. */
  @Test
  void theDigitsAreInLowerCase() {
    String upperCase = "sha256=" + DIGITS.toUpperCase(Locale.ROOT);

    assertThat(gitHub.admits(BODY, Map.of(SIGNATURE, upperCase)::get)).isFalse();
  }

  /** GitHub sends both; the older one alone comes from somebody else. */
  @Test
  void aSignatureByShaOneDoesNotCount() {
    Map<String, String> headers =
        Map.of("X-Hub-Signature", "sha1=01dc10d0c83e72ed246219cdd91669667fe2ca59");

    assertThat(gitHub.admits(BODY, headers::get)).isFalse();
  }

  @Test
  void nothingDoesNotCount() {
    assertThat(gitHub.admits(BODY, Map.<String, String>of()::get)).isFalse();
    assertThat(header.admits(BODY, Map.<String, String>of()::get)).isFalse();
    assertThat(both.admits(BODY, Map.<String, String>of()::get)).isFalse();
  }

  @Test
  void whoSendsTheHeaderIsLetIn() {
    Map<String, String> headers = Map.of(AUTHORIZATION, TOKEN);

    assertThat(header.admits(BODY, headers::get)).isTrue();
    assertThat(both.admits(BODY, headers::get)).isTrue();
    assertThat(gitHub.admits(BODY, headers::get)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "t0ken", "Bearer t0ke", "Bearer t0kenn", "bearer t0ken", TOKEN + " "})
  void anotherHeaderIsNone(String value) {
    assertThat(header.admits(BODY, Map.of(AUTHORIZATION, value)::get)).isFalse();
    assertThat(both.admits(BODY, Map.of(AUTHORIZATION, value)::get)).isFalse();
  }

  @Test
  void oneRightSecretIsEnoughBesideAWrongOne() {
    assertThat(
            both.admits(
                BODY, Map.of(SIGNATURE, "sha256=" + DIGITS, AUTHORIZATION, "Basic eDp5")::get))
        .isTrue();
    assertThat(both.admits(BODY, Map.of(SIGNATURE, "sha256=00", AUTHORIZATION, TOKEN)::get))
        .isTrue();
  }

  /** The one secret is not the other, wherever it stands. */
  @Test
  void theSecretItselfIsNoHeader() {
    assertThat(both.admits(BODY, Map.of(AUTHORIZATION, SECRET, SIGNATURE, TOKEN)::get)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\t"})
  void aBlankSecretIsNone(String blank) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new WebhookSecrets(Optional.of(blank), Optional.empty()))
        .withMessage("the GitHub secret of webhooks is blank");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new WebhookSecrets(Optional.empty(), Optional.of(blank)))
        .withMessage("the Authorization header of webhooks is blank");
  }

  @Test
  void noSecretIsShown() {
    assertThat(both).hasToString("WebhookSecrets[GitHub: configured, Authorization: configured]");
    assertThat(none).hasToString("WebhookSecrets[GitHub: none, Authorization: none]");
  }
}
