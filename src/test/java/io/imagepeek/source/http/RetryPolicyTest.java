package io.imagepeek.source.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import io.imagepeek.source.InspectionContext;
import io.imagepeek.source.http.AttemptFailure.Blame;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryPolicyTest {

  private static final HttpRequest GET =
      HttpRequest.get(URI.create("https://r.test/v2/"), Map.of(), 1);
  private static final Clock CLOCK = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);

  private record Settings(int attempts, Duration delay, double jitter, Duration retryAfterCap)
      implements HttpSettings.Retry {}

  private final InspectionContext context = new InspectionContext(CLOCK, Duration.ofSeconds(25));

  private RetryPolicy policy(int attempts, double jitter, double chance) {
    return new RetryPolicy(
        new Settings(attempts, Duration.ofMillis(200), jitter, Duration.ofSeconds(20)),
        context,
        () -> chance);
  }

  private static AttemptFailure busy() {
    return AttemptFailure.transientFailure(new InspectImageFailure("busy"), Blame.REPOSITORY);
  }

  @ParameterizedTest
  @CsvSource({"0.5, 0, 200, 400, 800", "0.5, 1, 300, 600, 1200", "0, 1, 200, 400, 800"})
  void theDelayDoubles(double jitter, double chance, long first, long second, long third) {
    RetryPolicy policy = policy(4, jitter, chance);

    assertThat(policy.decide(busy(), GET).retryDelay()).isEqualTo(Duration.ofMillis(first));
    assertThat(policy.decide(busy(), GET).retryDelay()).isEqualTo(Duration.ofMillis(second));
    assertThat(policy.decide(busy(), GET).retryDelay()).isEqualTo(Duration.ofMillis(third));
    assertThat(policy.decide(busy(), GET).retryDelay()).isNull();
  }

  @Test
  void oneAttemptIsNotRetried() {
    assertThat(policy(1, 0, 0).decide(busy(), GET).retryDelay()).isNull();
  }

  @ParameterizedTest
  @CsvSource({"0, 200", "100, 200", "200, 200", "1000, 1000", "20000, 20000"})
  void retryAfterIsTheLeastDelay(long retryAfter, long delay) {
    AttemptFailure failure = busy().withRetryAfter(Duration.ofMillis(retryAfter));

    assertThat(policy(3, 0, 0).decide(failure, GET).retryDelay())
        .isEqualTo(Duration.ofMillis(delay));
  }

  @Test
  void aRetryAfterBeyondTheCapMeansNoRetry() {
    AttemptFailure failure = busy().withRetryAfter(Duration.ofMillis(20_001));

    assertThat(policy(3, 0, 0).decide(failure, GET).retryDelay()).isNull();
  }

  @ParameterizedTest
  @CsvSource({"201, true", "200, false", "199, false", "0, false"})
  void noDelayGoesPastTheDeadline(long left, boolean retried) {
    InspectionContext late = new InspectionContext(CLOCK, Duration.ofMillis(left));
    RetryPolicy policy =
        new RetryPolicy(
            new Settings(3, Duration.ofMillis(200), 0, Duration.ofSeconds(20)), late, () -> 0);

    assertThat(policy.decide(busy(), GET).retryDelay() != null).isEqualTo(retried);
  }

  @Test
  void aPermanentFailureIsNotRetried() {
    AttemptFailure permanent =
        AttemptFailure.permanent(new InspectImageFailure("no"), Blame.NOBODY);

    assertThat(policy(3, 0, 0).decide(permanent, GET).retryDelay()).isNull();
  }

  @Test
  void aPostIsNotRetried() {
    HttpRequest post = HttpRequest.post(GET.uri(), Map.of(), "a=b", 1);

    assertThat(policy(3, 0, 0).decide(busy(), post).retryDelay()).isNull();
  }

  @Test
  void nothingIsRetriedOnceTheInspectionHasEnded() {
    context.end();

    assertThat(policy(3, 0, 0).decide(busy(), GET).retryDelay()).isNull();
  }

  @Test
  void theLastFailureIsNoted() {
    policy(3, 0, 0).decide(busy(), GET);

    assertThat(context.lastFailure()).contains("busy");
  }
}
