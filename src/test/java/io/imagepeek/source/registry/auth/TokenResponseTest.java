package io.imagepeek.source.registry.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenResponseTest {

  private static final Instant NOW = Instant.parse("2025-06-01T12:00:00Z");

  private static TokenResponse parse(String body) {
    return TokenResponse.parse(body.getBytes(StandardCharsets.UTF_8), NOW);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "`{\"token\":\"t\"}`, t",
        "`{\"access_token\":\"a\"}`, a",
        "`{\"token\":\"t\",\"access_token\":\"a\"}`, t",
        "`{\"token\":\"\",\"access_token\":\"a\"}`, a",
        "`{\"token\":null,\"access_token\":\"a\"}`, a",
        "`{\"Token\":\"t\",\"refresh_token\":\"r\",\"scope\":[1,{}]}`, t",
        "`{\"token\":\"a.b-c_d~e+f/g==:|\"}`, a.b-c_d~e+f/g==:|",
        "` {\"token\":\"t\"} \n`, t",
      })
  void theTokenIsFoundUnderEitherName(String body, String token) {
    assertThat(parse(body).token()).isEqualTo(token);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        // lifetime
        "'{\"token\":\"t\"}'; 60",
        "'{\"token\":\"t\",\"expires_in\":300}'; 300",
        "'{\"token\":\"t\",\"expires_in\":300.9}'; 300",
        "'{\"token\":\"t\",\"expires_in\":\"300\"}'; 300",
        "'{\"token\":\"t\",\"expires_in\":5}'; 60",
        "'{\"token\":\"t\",\"expires_in\":0}'; 60",
        "'{\"token\":\"t\",\"expires_in\":-1}'; 60",
        "'{\"token\":\"t\",\"expires_in\":null}'; 60",
        "'{\"token\":\"t\",\"expires_in\":\"soon\"}'; 60",
        "'{\"token\":\"t\",\"expires_in\":{}}'; 60",
        "'{\"token\":\"t\",\"expires_in\":86400}'; 86400",
        "'{\"token\":\"t\",\"expires_in\":9223372036854775807}'; 86400",
        "'{\"token\":\"t\",\"expires_in\":123456789012345678901234567890}'; 86400",
        "'{\"token\":\"t\",\"expires_in\":1e999}'; 86400",
        // issued_at: counts, but not from the future, and not so that nothing is left
        "'{\"token\":\"t\",\"expires_in\":300,\"issued_at\":\"2025-06-01T11:58:00Z\"}'; 180",
        "'{\"token\":\"t\",\"expires_in\":300,\"issued_at\":\"2025-06-01T13:58:00.5+02:00\"}'; 180",
        "'{\"token\":\"t\",\"expires_in\":300,\"issued_at\":\"2025-06-01T12:58:00Z\"}'; 300",
        "'{\"token\":\"t\",\"expires_in\":300,\"issued_at\":\"9999-12-31T23:59:59Z\"}'; 300",
        "'{\"token\":\"t\",\"expires_in\":300,\"issued_at\":\"2025-06-01T11:00:00Z\"}'; 60",
        "'{\"token\":\"t\",\"expires_in\":300,\"issued_at\":\"0001-01-01T00:00:00Z\"}'; 60",
        "'{\"token\":\"t\",\"expires_in\":300,\"issued_at\":\"yesterday\"}'; 300",
        "'{\"token\":\"t\",\"expires_in\":300,\"issued_at\":\"\"}'; 300",
        "'{\"token\":\"t\",\"expires_in\":300,\"issued_at\":1748779200}'; 300",
        "'{\"token\":\"t\",\"expires_in\":300,\"issued_at\":null}'; 300",
      })
  void theExpiryIsWithinReason(String body, long seconds) {
    assertThat(parse(body).expiry().getEpochSecond())
        .isEqualTo(NOW.plusSeconds(seconds).getEpochSecond());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "null",
        "[]",
        "\"s3cret\"",
        "<html>s3cret</html>",
        "{\"token\":\"s3cret\"",
        "{\"token\":\"s3cret\"} {}",
        "{\"token\":\"s3cret\"} s3cret",
        "{\"token\":s3cret}",
        "{\"token\":\"\"}",
        "{\"token\":\"\",\"access_token\":null}",
        "{\"token\":17}",
        "{\"token\":{\"token\":\"s3cret\"}}",
        "{\"token\":\"s3cret\\r\\nX-Injected: 1\"}",
        "{\"token\":\"s3cret\\nX\"}",
        "{\"token\":\"s3cret \"}",
        "{\"token\":\"s3cret\\u0000\"}",
        "{\"token\":\"s3cret\\u007f\"}",
        "{\"token\":\"s3cretü\"}",
      })
  void anythingElseIsRefusedWithoutShowingIt(String body) {
    assertThatThrownBy(() -> parse(body))
        .isInstanceOf(InspectImageFailure.class)
        .hasMessageContaining("the token service's response is malformed: ")
        .hasNoCause()
        .message()
        .doesNotContain("s3cret");
  }

  @Test
  void tooLongAndTooDeepAnswersAreRefused() {
    String longest = "x".repeat(TokenResponse.MAX_TOKEN_LENGTH);
    assertThat(parse("{\"token\":\"" + longest + "\"}").token()).isEqualTo(longest);
    assertThatThrownBy(() -> parse("{\"token\":\"" + longest + "x\"}"))
        .isInstanceOf(InspectImageFailure.class);
    assertThatThrownBy(() -> parse("{\"token\":\"t\",\"a\":" + "[".repeat(1_000) + "}"))
        .isInstanceOf(InspectImageFailure.class);
    String hugeNumber = "{\"token\":\"t\",\"expires_in\":" + "9".repeat(100_000) + "}";
    assertThatThrownBy(() -> parse(hugeNumber)).isInstanceOf(InspectImageFailure.class);
  }

  @Test
  void invalidUtf8IsRefused() {
    byte[] body = "{\"token\":\"tX\"}".getBytes(StandardCharsets.US_ASCII);
    body[11] = (byte) 0xff;
    assertThatThrownBy(() -> TokenResponse.parse(body, NOW))
        .isInstanceOf(InspectImageFailure.class);
  }

  @Test
  void theTextFormDoesNotShowTheToken() {
    assertThat(parse("{\"token\":\"s3cret\"}").toString())
        .isEqualTo("TokenResponse[expiry=2025-06-01T12:01:00Z]");
  }
}
