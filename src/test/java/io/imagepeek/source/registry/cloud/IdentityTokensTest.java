package io.imagepeek.source.registry.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.imagepeek.failure.InspectFailure.RegistryAuthenticationFailure;
import io.imagepeek.source.Credentials;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How long a token serves, and how often one is asked for. */
@Timeout(60)
class IdentityTokensTest {

  private static final Instant START = Instant.parse("2025-06-01T00:00:00Z");
  private static final int AT_ONCE = 8;

  private final AtomicReference<Instant> now = new AtomicReference<>(START);
  private final InstantSource clock = now::get;
  private final AtomicInteger issued = new AtomicInteger();

  @ParameterizedTest
  @CsvSource({
    // lifetime, last moment of use, first moment of renewal
    "PT12H, PT11H54M59S, PT11H55M",
    "PT1H, PT54M59S, PT55M",
    "PT10M, PT8M59S, PT9M",
    "PT10S, PT8S, PT9S",
  })
  void aTokenServesUntilShortlyBeforeItExpires(Duration life, Duration last, Duration renewal) {
    IdentityTokens<String> tokens =
        new IdentityTokens<>(clock, clock, key -> Optional.of(next(life)));

    assertThat(tokens.get("a")).contains(password(1));
    now.set(START.plus(last));
    assertThat(tokens.get("a")).contains(password(1));
    now.set(START.plus(renewal));
    assertThat(tokens.get("a")).contains(password(2));
    assertThat(issued).hasValue(2);
  }

  @ParameterizedTest
  @CsvSource({"PT0S", "PT-1S", "PT-100000H"})
  void anExpiredTokenServesOnce(Duration life) {
    IdentityTokens<String> tokens =
        new IdentityTokens<>(clock, clock, key -> Optional.of(next(life)));

    assertThat(tokens.get("a")).contains(password(1));
    assertThat(tokens.get("a")).contains(password(2));
  }

  @Test
  void keysShareNothing() {
    IdentityTokens<String> tokens =
        new IdentityTokens<>(clock, clock, key -> Optional.of(next(Duration.ofHours(1))));

    assertThat(tokens.get("a")).contains(password(1));
    assertThat(tokens.get("b")).contains(password(2));
    assertThat(tokens.get("a")).contains(password(1));
  }

  @Test
  void noIdentityIsNotRemembered() {
    IdentityTokens<String> tokens =
        new IdentityTokens<>(
            clock,
            clock,
            key -> issued.incrementAndGet() == 1 ? Optional.empty() : Optional.of(next(hour())));

    assertThat(tokens.get("a")).isEmpty();
    assertThat(tokens.get("a")).isPresent();
  }

  @Test
  void aFailureIsNotRemembered() {
    RegistryAuthenticationFailure refused = new RegistryAuthenticationFailure("refused");
    IdentityTokens<String> tokens =
        new IdentityTokens<>(
            clock,
            clock,
            key -> {
              if (issued.get() == 0) {
                issued.incrementAndGet();
                throw refused;
              }
              return Optional.of(next(hour()));
            });

    assertThatThrownBy(() -> tokens.get("a")).isSameAs(refused);
    assertThat(tokens.get("a")).contains(password(2));
  }

  @Test
  void oneFlightForAllWhoAskMeanwhile() throws Exception {
    CountDownLatch landing = new CountDownLatch(1);
    IdentityTokens<String> tokens =
        new IdentityTokens<>(
            clock,
            clock,
            key -> {
              await(landing);
              return Optional.of(next(hour()));
            });

    for (Future<Optional<Credentials>> outcome : fly(tokens, landing)) {
      assertThat(outcome.get()).contains(password(1));
    }
    assertThat(issued).hasValue(1);
  }

  @Test
  void itsFailureGoesToAll() throws Exception {
    CountDownLatch landing = new CountDownLatch(1);
    List<RuntimeException> failures = new ArrayList<>();
    IdentityTokens<String> tokens =
        new IdentityTokens<>(
            clock,
            clock,
            key -> {
              await(landing);
              failures.add(new RegistryAuthenticationFailure("refused"));
              throw failures.get(failures.size() - 1);
            });

    for (Future<Optional<Credentials>> outcome : fly(tokens, landing)) {
      assertThatThrownBy(outcome::get)
          .isInstanceOf(ExecutionException.class)
          .cause()
          .isSameAs(failures.get(0));
    }
    assertThat(failures).hasSize(1);
  }

  /** Many callers; the issuer lands once all the others wait for it. */
  private static List<Future<Optional<Credentials>>> fly(
      IdentityTokens<String> tokens, CountDownLatch landing) throws InterruptedException {
    List<Thread> callers = new ArrayList<>();
    ExecutorService threads =
        Executors.newFixedThreadPool(
            AT_ONCE,
            task -> {
              Thread thread = new Thread(task);
              callers.add(thread);
              return thread;
            });
    List<Future<Optional<Credentials>>> outcomes = new ArrayList<>();
    for (int i = 0; i < AT_ONCE; i++) {
      outcomes.add(threads.submit(() -> tokens.get("a")));
    }
    while (!callers.stream().allMatch(caller -> caller.getState() == Thread.State.WAITING)) {
      Thread.onSpinWait();
    }
    landing.countDown();
    threads.shutdown();
    assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    return outcomes;
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private IssuedToken next(Duration life) {
    return new IssuedToken(password(issued.incrementAndGet()), now.get().plus(life));
  }

  private static Duration hour() {
    return Duration.ofHours(1);
  }

  private static Credentials.Password password(int number) {
    return new Credentials.Password("user", "token-" + number);
  }
}
