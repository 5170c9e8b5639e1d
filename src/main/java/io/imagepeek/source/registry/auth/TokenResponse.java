package io.imagepeek.source.registry.auth;

import com.fasterxml.jackson.databind.JsonNode;
import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import io.imagepeek.json.JsonField;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.regex.Pattern;

/**
 * The response of a token service (token specification of the distribution project; RFC 6749
 * section 5.1). Its text form does not show the token.
 *
 * @param token the Bearer token, which can be sent in a header
 * @param expiry when it expires, by the local clock
 */
public record TokenResponse(String token, Instant expiry) {

  /** The shortest lifetime of a token, and its lifetime if the response has none. */
  public static final Duration MIN_LIFETIME = Duration.ofSeconds(60);

  /** A token that claims to live longer is renewed after this time. */
  public static final Duration MAX_LIFETIME = Duration.ofHours(24);

  /** The longest token, in characters. */
  public static final int MAX_TOKEN_LENGTH = 64 * 1024;

  private static final Pattern SECONDS = Pattern.compile("[0-9]{1,18}");

  /**
   * Reads the body of a token service's response. The lifetime counts from {@code issued_at}, at
   * most from now. "A token should never be returned with less than 60 seconds to live": if the
   * times say otherwise, the clocks differ, and the token expires 60 seconds from now.
   *
   * @param body the whole body, already limited in size
   * @throws InspectImageFailure if it is not such a response; the message shows nothing of it
   */
  public static TokenResponse parse(byte[] body, Instant now) {
    try {
      JsonField response = SecretJson.object(body);
      String token = SecretJson.text(response, "token");
      if (token.isEmpty()) {
        token = SecretJson.text(response, "access_token");
      }
      if (token.isEmpty()) {
        throw new SecretJson.Malformed("it has no token");
      }
      if (!isSendable(token)) {
        throw new SecretJson.Malformed("its token cannot be sent in a header");
      }
      Instant expiry = issued(response, now).plus(lifetime(response));
      Instant earliest = now.plus(MIN_LIFETIME);
      return new TokenResponse(token, expiry.isBefore(earliest) ? earliest : expiry);
    } catch (SecretJson.Malformed e) {
      throw new InspectImageFailure("the token service's response is malformed: " + e.getMessage());
    }
  }

  /**
   * Whether a token can be sent in an {@code Authorization} header: visible ASCII only, so that it
   * can neither end the header nor begin another, and not longer than {@link #MAX_TOKEN_LENGTH}.
   */
  public static boolean isSendable(String token) {
    return !token.isEmpty()
        && token.length() <= MAX_TOKEN_LENGTH
        && token.chars().allMatch(c -> c > ' ' && c < 0x7f);
  }

  private static Duration lifetime(JsonField response) {
    JsonNode seconds = response.getIgnoringCase("expires_in").node();
    double value = 0;
    if (seconds.isNumber()) {
      value = seconds.doubleValue();
    } else if (seconds.isTextual() && SECONDS.matcher(seconds.textValue()).matches()) {
      value = Long.parseLong(seconds.textValue());
    }
    double least = MIN_LIFETIME.toSeconds();
    double most = MAX_LIFETIME.toSeconds();
    return Duration.ofSeconds((long) Math.max(least, Math.min(most, value)));
  }

  private static Instant issued(JsonField response, Instant now) {
    JsonNode issued = response.getIgnoringCase("issued_at").node();
    if (!issued.isTextual()) {
      return now;
    }
    try {
      Instant instant = OffsetDateTime.parse(issued.textValue()).toInstant();
      return instant.isAfter(now) ? now : instant;
    } catch (DateTimeException e) {
      return now;
    }
  }

  @Override
  public String toString() {
    return "TokenResponse[expiry=" + expiry + "]";
  }
}
