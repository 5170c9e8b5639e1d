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
 * What an answer with an error status means: the one place where statuses and the registries' own
 * codes become failures (OCI distribution specification 1.1, "Error Codes").
 */
final class RegistryErrorMapper {

  /** Statuses that another attempt may not meet again. */
  private static final Set<Integer> TRANSIENT = Set.of(408, 429, 500, 502, 503, 504);

  /** The server is well, and does not offer what was asked for. */
  private static final int NOT_IMPLEMENTED = 501;

  private static final int DIGITS_OF_SECONDS = 9;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final InstantSource clock;

  RegistryErrorMapper(InstantSource clock) {
    this.clock = clock;
  }

  /** The failure of one attempt, for an answer whose status says that the server is at its end. */
  Optional<AttemptFailure> ofAttempt(HttpResponse answer) {
    int status = answer.status();
    if (status < 500 ? !TRANSIENT.contains(status) : status == NOT_IMPLEMENTED) {
      return Optional.empty();
    }
    AttemptFailure.Blame blame =
        status >= 500 ? AttemptFailure.Blame.REPOSITORY : AttemptFailure.Blame.NOBODY;
    Duration wait = retryAfter(answer);
    String text = text(answer);
    String error = wait == null ? text : text + "; retry after " + secondsUp(wait) + " s";
    AttemptFailure attempt =
        TRANSIENT.contains(status)
            ? AttemptFailure.transientFailure(InspectImageFailure.passing(error), blame)
            : AttemptFailure.permanent(new InspectImageFailure(error), blame);
    AttemptFailure told = attempt.withSummary(statusText(answer));
    return Optional.of(wait == null ? told : told.withRetryAfter(wait));
  }

  /** The failure that an answer other than a success means in the end. */
  InspectFailure meaning(HttpResponse answer) {
    String text = text(answer);
    return switch (answer.status()) {
      case 401, 403 -> new RegistryAuthenticationFailure(text);
      case 404 -> new ImageNotFoundInRegistry(text);
      default -> new InspectImageFailure(text);
    };
  }

  /** The registry's own code, in lower-case words, empty where it gave none. */
  static String code(HttpResponse answer) {
    JsonNode error = firstError(answer.body());
    return error == null ? "" : words(error.path("code").asText(""));
  }

  /** The registry's own code and message in one line, or the status where it gave none. */
  static String text(HttpResponse answer) {
    JsonNode error = firstError(answer.body());
    String text = "";
    if (error != null) {
      // Before the code is put into lower case, and a secret in it is no longer recognised.
      String code = words(answer.withoutSecrets(error.path("code").asText("")));
      String message = answer.withoutSecrets(error.path("message").asText(""));
      text =
          code.isEmpty() || message.toLowerCase(Locale.ROOT).equals(code)
              ? code.isEmpty() ? message : code
              : message.isEmpty() ? code : code + ": " + message;
    }
    if (text.isBlank()) {
      text = statusText(answer);
    }
    return PrintableLine.of(text);
  }

  private static String statusText(HttpResponse answer) {
    return "HTTP status "
        + answer.status()
        + " "
        + HttpResponseStatus.valueOf(answer.status()).reasonPhrase();
  }

  private static String words(String code) {
    return code.toLowerCase(Locale.ROOT).replace('_', ' ').strip();
  }

  /** The error of a body, in the forms of the distribution specification and of token services. */
  private static @Nullable JsonNode firstError(byte[] body) {
    JsonNode tree;
    try {
      tree = JSON.readTree(body);
    } catch (JsonProcessingException notJson) {
      return null; // an HTML page, say: the status has to do
    } catch (IOException unexpected) {
      throw new IllegalStateException("reading from memory failed", unexpected);
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

  /** Whole seconds, none of them too few. */
  private static long secondsUp(Duration wait) {
    return wait.plusNanos(999_999_999).toSeconds();
  }

  /** The wait that the answer asks for, in either form of RFC 9110 §10.2.3; null for none. */
  private @Nullable Duration retryAfter(HttpResponse answer) {
    String value = answer.headers().get("Retry-After");
    if (value == null) {
      return null;
    }
    String asked = value.strip();
    if (!asked.isEmpty() && asked.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return asked.length() > DIGITS_OF_SECONDS
          ? Duration.ofDays(365)
          : Duration.ofSeconds(Long.parseLong(asked));
    }
    try {
      Duration wait =
          Duration.between(
              clock.instant(),
              ZonedDateTime.parse(asked, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
      return wait.isNegative() ? Duration.ZERO : wait;
    } catch (DateTimeException malformed) {
      return null; // as if nothing had been asked: the own wait holds
    }
  }
}
