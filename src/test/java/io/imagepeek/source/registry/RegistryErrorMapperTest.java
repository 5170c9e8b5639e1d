package io.imagepeek.source.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.imagepeek.failure.InspectFailure;
import io.imagepeek.failure.InspectFailure.ImageNotFoundInRegistry;
import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import io.imagepeek.failure.InspectFailure.RegistryAuthenticationFailure;
import io.imagepeek.source.http.AttemptFailure;
import io.imagepeek.source.http.HttpRequest;
import io.imagepeek.source.http.HttpResponse;
import io.vertx.core.MultiMap;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegistryErrorMapperTest {

  private static final HttpRequest CALL =
      HttpRequest.get(URI.create("https://r.test/v2/"), Map.of(), 1);

  /** A Sunday. */
  private static final Instant NOW = Instant.parse("2024-03-03T12:00:00.250Z");

  private final RegistryErrorMapper errors =
      new RegistryErrorMapper(Clock.fixed(NOW, ZoneOffset.UTC));

  private static HttpResponse answer(HttpRequest call, int status, String body) {
    return new HttpResponse(call, status, MultiMap.caseInsensitiveMultiMap(), body.getBytes(UTF_8));
  }

  private static HttpResponse answer(int status, String body) {
    return answer(CALL, status, body);
  }

  static Stream<Arguments> texts() {
    return Stream.of(
        // the registries' form
        Arguments.of(
            "{\"errors\":[{\"code\":\"MANIFEST_UNKNOWN\",\"message\":\"manifest unknown\"}]}",
            "manifest unknown"),
        Arguments.of(
            "{\"errors\":[{\"code\":\"UNAUTHORIZED\",\"message\":\"authentication required\"}]}",
            "unauthorized: authentication required"),
        Arguments.of("{\"errors\":[{\"code\":\"DENIED\"}]}", "denied"),
        Arguments.of("{\"errors\":[{\"message\":\"no\"}]}", "no"),
        Arguments.of("{\"errors\":[{\"code\":\"A\",\"message\":\"b\"},{\"code\":\"C\"}]}", "a: b"),
        // those of token services
        Arguments.of("{\"error\":\"invalid_grant\"}", "invalid grant"),
        Arguments.of(
            "{\"error\":\"invalid_grant\",\"error_description\":\"expired\"}",
            "invalid grant: expired"),
        Arguments.of("{\"code\":\"DENIED\",\"message\":\"no\"}", "denied: no"),
        Arguments.of(
            "{\"details\":\"incorrect username or password\"}", "incorrect username or password"),
        // none at all
        Arguments.of("", "HTTP status 400 Bad Request"),
        Arguments.of("<html>", "HTTP status 400 Bad Request"),
        Arguments.of("{", "HTTP status 400 Bad Request"),
        Arguments.of("[]", "HTTP status 400 Bad Request"),
        Arguments.of("null", "HTTP status 400 Bad Request"),
        Arguments.of("{}", "HTTP status 400 Bad Request"),
        Arguments.of("{\"errors\":[]}", "HTTP status 400 Bad Request"),
        Arguments.of("{\"errors\":\"no\"}", "HTTP status 400 Bad Request"),
        Arguments.of("{\"errors\":[{\"code\":[],\"message\":{}}]}", "HTTP status 400 Bad Request"),
        // what must not get into a line of a log
        Arguments.of("{\"error\":\"a\\r\\nb\\u001b[31m\\u2028c\"}", "a  b [31m c"),
        Arguments.of(
            "{\"message\":\"see https://r.test/x?sig=abc&t=d and more\"}",
            "see https://r.test/x?… and more"));
  }

  @ParameterizedTest
  @MethodSource("texts")
  void textInTheServersOwnWords(String body, String text) {
    assertThat(RegistryErrorMapper.errorText(answer(400, body))).isEqualTo(text);
  }

  @Test
  void textOfBoundedLength() {
    assertThat(
            RegistryErrorMapper.errorText(
                answer(400, "{\"message\":\"" + "x".repeat(60_000) + "\"}")))
        .hasSizeLessThan(600)
        .endsWith("…");
  }

  @Test
  void deepNestingIsNoDefect() {
    String deep = "[".repeat(30_000);

    assertThat(RegistryErrorMapper.errorText(answer(404, deep)))
        .isEqualTo("HTTP status 404 Not Found");
    assertThat(RegistryErrorMapper.errorText(answer(404, "{\"errors\":" + deep)))
        .isEqualTo("HTTP status 404 Not Found");
  }

  @Test
  void secretsAreStruckOut() {
    // someone:pass word
    HttpRequest basic = CALL.withAuthorization("Basic c29tZW9uZTpwYXNzIHdvcmQ=");
    HttpRequest form =
        HttpRequest.post(
            CALL.uri(), Map.of(), "grant_type=refresh_token&refresh_token=a%2Fb%3D", 1);

    assertThat(
            RegistryErrorMapper.errorText(
                answer(basic, 403, "{\"message\":\"no pass word here\"}")))
        .isEqualTo("no *** here");
    assertThat(
            RegistryErrorMapper.errorText(
                answer(basic, 403, "{\"message\":\"Basic c29tZW9uZTpwYXNzIHdvcmQ=\"}")))
        .isEqualTo("Basic ***");
    assertThat(RegistryErrorMapper.errorText(answer(form, 400, "{\"message\":\"bad a/b= token\"}")))
        .isEqualTo("bad *** token");
  }

  @ParameterizedTest
  @CsvSource({
    "408, true, NOBODY",
    "429, true, NOBODY",
    "500, true, REPOSITORY",
    "502, true, REPOSITORY",
    "503, true, REPOSITORY",
    "504, true, REPOSITORY",
    "505, false, REPOSITORY",
    "599, false, REPOSITORY"
  })
  void statusesThatEndAnAttempt(int status, boolean passing, AttemptFailure.Blame blame) {
    AttemptFailure failure = errors.attemptFailure(answer(status, "")).orElseThrow();

    assertThat(failure.isTransient()).isEqualTo(passing);
    assertThat(failure.blame()).isEqualTo(blame);
    assertThat(failure.failure()).isInstanceOf(InspectImageFailure.class);
    assertThat(failure.retryAfter()).isNull();
  }

  @Test
  void othersAreToldTheStatusAlone() {
    AttemptFailure failure =
        errors
            .attemptFailure(answer(503, "{\"message\":\"sorry, someone\"}"))
            .orElseThrow()
            .retriedAfter(Duration.ofSeconds(1))
            .notRetried();

    assertThat(failure.failure().error()).isEqualTo("sorry, someone");
    assertThat(failure.summary()).isEqualTo("HTTP status 503 Service Unavailable");
    assertThat(failure.retryDelay()).isNull();
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 204, 302, 304, 400, 401, 403, 404, 405, 416})
  void statusesThatAreAnswers(int status) {
    assertThat(errors.attemptFailure(answer(status, ""))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"401", "403"})
  void refusal(int status) {
    assertThat(errors.failure(answer(status, "")))
        .isInstanceOf(RegistryAuthenticationFailure.class);
  }

  @Test
  void meaningOfOtherStatuses() {
    InspectFailure missing =
        errors.failure(answer(404, "{\"errors\":[{\"code\":\"NAME_UNKNOWN\"}]}"));

    assertThat(missing).isInstanceOf(ImageNotFoundInRegistry.class);
    assertThat(missing.error()).isEqualTo("name unknown");
    assertThat(errors.failure(answer(400, ""))).isInstanceOf(InspectImageFailure.class);
    assertThat(errors.failure(answer(304, ""))).isInstanceOf(InspectImageFailure.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | 0 | 0 s",
        "7 | 7000 | 7 s",
        "' 120 ' | 120000 | 120 s",
        "999999999 | 999999999000 | 999999999 s",
        "1000000000 | 31536000000 | 31536000 s",
        "99999999999999999999 | 31536000000 | 31536000 s",
        // 9.75 s from now: who waits for 9 s comes too early
        "Sun, 03 Mar 2024 12:00:10 GMT | 9750 | 10 s",
        "Sun, 3 Mar 2024 12:00:10 GMT | 9750 | 10 s",
        "Sun, 03 Mar 2024 11:00:00 GMT | 0 | 0 s"
      })
  void retryAfter(String value, long millis, String text) {
    HttpResponse answer = answer(503, "");
    answer.headers().set("Retry-After", value);

    AttemptFailure failure = errors.attemptFailure(answer).orElseThrow();

    assertThat(failure.retryAfter()).isEqualTo(Duration.ofMillis(millis));
    assertThat(failure.failure().error())
        .isEqualTo("HTTP status 503 Service Unavailable; retry after " + text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "soon", "-1", "+1", "1.5", "1e3", "٣", "2024-03-03T12:00:10Z"})
  void retryAfterThatSaysNothing(String value) {
    HttpResponse answer = answer(503, "");
    answer.headers().set("Retry-After", value);

    AttemptFailure failure = errors.attemptFailure(answer).orElseThrow();

    assertThat(failure.retryAfter()).isNull();
    assertThat(failure.failure().error()).isEqualTo("HTTP status 503 Service Unavailable");
  }

  /** The server is well, and does not offer what was asked for: that is an answer. */
  @Test
  void whatIsNotImplementedIsAnAnswer() {
    HttpResponse answer = answer(501, "");

    assertThat(errors.attemptFailure(answer)).isEmpty();
    assertThat(errors.failure(answer))
        .isInstanceOf(InspectImageFailure.class)
        .satisfies(failure -> assertThat(failure.isTransient()).isFalse());
  }

  /** What delivers an event again does so for these, and for no other status. */
  @ParameterizedTest
  @CsvSource({
    "408, true",
    "429, true",
    "500, true",
    "502, true",
    "503, true",
    "504, true",
    "505, false",
  })
  void onlyWhatAnotherAttemptMayNotMeetMayPass(int status, boolean mayPass) {
    assertThat(errors.attemptFailure(answer(status, "")))
        .hasValueSatisfying(
            attempt -> assertThat(attempt.failure().isTransient()).isEqualTo(mayPass));
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 403, 404, 405, 410, 418})
  void whatTheRegistryMeansLasts(int status) {
    assertThat(errors.attemptFailure(answer(status, ""))).isEmpty();
    assertThat(errors.failure(answer(status, "")).isTransient()).isFalse();
  }
}
