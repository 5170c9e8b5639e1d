package io.imagepeek.source.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.imagepeek.failure.InspectFailure;
import io.imagepeek.failure.InspectFailure.ImageNotFoundInRegistry;
import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import io.imagepeek.failure.InspectFailure.RegistryAuthenticationFailure;
import io.imagepeek.source.http.AttemptFailure;
import io.imagepeek.source.http.HttpResponse;
import io.imagepeek.source.http.PrintableLine;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Maps error responses of registries and token services to failures. It is the one place where
 * statuses and the registries' own codes become failures (OCI distribution specification 1.1,
 * "Error Codes").
 */
final class RegistryErrorMapper {

  /** The statuses of transient errors. */
  private static final Set<Integer> TRANSIENT = Set.of(408, 429, 500, 502, 503, 504);

  /** The server works, but does not support the request. */
  private static final int NOT_IMPLEMENTED = 501;

  /** More digits in {@code Retry-After} are a wait of a year. */
  private static final int MAX_SECONDS_DIGITS = 9;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final InstantSource clock;

  RegistryErrorMapper(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * The failure of one attempt, for a response with a transient status or with a server error other
   * than 501; empty for all other responses.
   */
  Optional<AttemptFailure> attemptFailure(HttpResponse response) {
    int status = response.status();
    boolean failedAttempt = status >= 500 ? status != NOT_IMPLEMENTED : TRANSIENT.contains(status);
    if (!failedAttempt) {
      return Optional.empty();
    }
    AttemptFailure.Blame blame =
        status >= 500 ? AttemptFailure.Blame.REPOSITORY : AttemptFailure.Blame.NOBODY;
    Duration wait = retryAfter(response);
    String text = errorText(response);
    String error = wait == null ? text : text + "; retry after " + secondsUp(wait) + " s";
    AttemptFailure attempt =
        TRANSIENT.contains(status)
            ? AttemptFailure.transientFailure(InspectImageFailure.transientFailure(error), blame)
            : AttemptFailure.permanent(new InspectImageFailure(error), blame);
    AttemptFailure failure = attempt.withSummary(statusText(response));
    return Optional.of(wait == null ? failure : failure.withRetryAfter(wait));
  }

  /** The failure of the inspection, for a response that is no success and is not retried. */
  InspectFailure failure(HttpResponse response) {
    String text = errorText(response);
    return switch (response.status()) {
      case 401, 403 -> new RegistryAuthenticationFailure(text);
      case 404 -> new ImageNotFoundInRegistry(text);
      default -> new InspectImageFailure(text);
    };
  }

  /** The registry's error code, in lower-case words; empty if it sent none. */
  static String errorCode(HttpResponse response) {
    JsonNode error = firstError(response.body());
    return error == null ? "" : words(error.path("code").asText(""));
  }

  /** The registry's error code and message in one line; the status if it sent neither. */
  static String errorText(HttpResponse response) {
    JsonNode error = firstError(response.body());
    String text = "";
    if (error != null) {
      // Secrets are removed before the code is put into lower case, which would hide them.
      String code = words(response.withoutSecrets(error.path("code").asText("")));
      String message = response.withoutSecrets(error.path("message").asText(""));
      text =
          code.isEmpty() || message.toLowerCase(Locale.ROOT).equals(code)
              ? code.isEmpty() ? message : code
              : message.isEmpty() ? code : code + ": " + message;
    }
    if (text.isBlank()) {
      text = statusText(response);
    }
    return PrintableLine.of(text);
  }

  private static String statusText(HttpResponse response) {
    return "HTTP status "
        + response.status()
        + " "
        + HttpResponseStatus.valueOf(response.status()).reasonPhrase();
  }

  private static String words(String code) {
    return code.toLowerCase(Locale.ROOT).replace('_', ' ').strip();
  }

  /** The first error of a body, as registries or token services write it; null if it is no JSON. */
  private static @Nullable JsonNode firstError(byte[] body) {
    JsonNode tree;
    try {
      tree = JSON.readTree(body);
    } catch (JsonProcessingException notJson) {
      return null; // for example an HTML page: the status is shown instead
    } catch (IOException unexpected) {
      throw new IllegalStateException("reading a byte array failed", unexpected);
    }
    if (tree == null || !tree.isObject()) {
      return null;
    }
    JsonNode first = tree.path("errors").path(0);
    if (first.isObject()) {
      return first;
    }
    String code = tree.path("error").asText(tree.path("code").asText(""));
    String message =
        tree.path("error_description")
            .asText(tree.path("message").asText(tree.path("details").asText("")));
    return JSON.createObjectNode().put("code", code).put("message", message);
  }

  /** The seconds of a wait, rounded up. */
  private static long secondsUp(Duration wait) {
    return wait.plusNanos(999_999_999).toSeconds();
  }

  /** The wait of {@code Retry-After} (RFC 9110 §10.2.3), in either form; null if there is none. */
  private @Nullable Duration retryAfter(HttpResponse response) {
    String value = response.headers().get("Retry-After");
    if (value == null) {
      return null;
    }
    String text = value.strip();
    if (!text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return text.length() > MAX_SECONDS_DIGITS
          ? Duration.ofDays(365)
          : Duration.ofSeconds(Long.parseLong(text));
    }
    try {
      Duration wait =
          Duration.between(
              clock.instant(),
              ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
      return wait.isNegative() ? Duration.ZERO : wait;
    } catch (DateTimeException malformed) {
      return null; // the retry policy chooses the wait
    }
  }
}
