package io.imagepeek.source.registry.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenCacheTest {

  private final MutableClock clock = new MutableClock();
  private final TokenCache cache = new TokenCache(clock, clock, 1024);

  private static TokenKey key(String registry) {
    return new TokenKey(registry, "https://auth/token", "", Set.of(), TokenKey.ANONYMOUS);
  }

  private TokenResponse response(String token, Duration lifetime) {
    return new TokenResponse(token, clock.instant().plus(lifetime));
  }

  @Test
  void aTokenIsCachedForItsKeyAlone() {
    TokenResponse response = response("t", Duration.ofMinutes(5));
    cache.put(key("a"), response);

    assertThat(cache.get(key("a"))).contains(response);
    assertThat(cache.get(key("b"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    // lifetime, last moment of use: ten seconds before the end, or a tenth of the lifetime
    "300_000, 290_000",
    "100_000, 90_000",
    "60_000, 54_000",
    "1_000, 900",
  })
  void aTokenIsUsedUntilShortlyBeforeItsExpiry(String lifetime, String usable) {
    Duration last = Duration.ofMillis(Long.parseLong(usable.replace("_", "")));
    cache.put(
        key("a"), response("t", Duration.ofMillis(Long.parseLong(lifetime.replace("_", "")))));

    clock.advance(last.minusMillis(1));
    assertThat(cache.get(key("a"))).isPresent();
    clock.advance(Duration.ofMillis(1));
    assertThat(cache.get(key("a"))).isEmpty();
    assertThat(cache.size()).isZero();
  }

  @Test
  void aTokenThatIsTooLongIsNotCached_andReplacesTheFormerOne() {
    cache.put(key("a"), response("t", Duration.ofMinutes(5)));
    int room = TokenCache.MAX_CACHED_LENGTH - "https://auth/token".length();
    cache.put(key("b"), response("x".repeat(room), Duration.ofMinutes(5)));
    cache.put(key("a"), response("x".repeat(room + 1), Duration.ofMinutes(5)));

    assertThat(cache.get(key("b"))).isPresent();
    assertThat(cache.get(key("a"))).isEmpty();
    assertThat(cache.size()).isEqualTo(1);
  }

  @Test
  void anExpiredTokenIsNotCached_andReplacesTheFormerOne() {
    cache.put(key("a"), response("t", Duration.ofMinutes(5)));
    cache.put(key("a"), response("u", Duration.ZERO));
    cache.put(key("b"), response("u", Duration.ofSeconds(-1)));

    assertThat(cache.get(key("a"))).isEmpty();
    assertThat(cache.size()).isZero();
  }

  @Test
  void invalidationRemovesThatTokenOnly() {
    cache.put(key("a"), response("new", Duration.ofMinutes(5)));

    cache.invalidate(key("a"), "old");
    cache.invalidate(key("b"), "new");
    assertThat(cache.get(key("a"))).isPresent();

    cache.invalidate(key("a"), "new");
    assertThat(cache.get(key("a"))).isEmpty();
  }

  @Test
  void aTokenThatIsUsedLessIsEvictedFirst() {
    TokenCache small = new TokenCache(clock, clock, 2);
    small.put(key("a"), response("t", Duration.ofMinutes(5)));
    small.put(key("b"), response("t", Duration.ofMinutes(5)));
    assertThat(small.get(key("a"))).isPresent();
    small.put(key("c"), response("t", Duration.ofMinutes(5)));

    assertThat(small.size()).isEqualTo(2);
    assertThat(small.get(key("a"))).isPresent();
    assertThat(small.get(key("b"))).isEmpty();
    assertThat(small.get(key("c"))).isPresent();
  }

  @Test
  void capacityMayBeZeroButNotLess() {
    TokenCache none = new TokenCache(clock, clock, 0);
    none.put(key("a"), response("t", Duration.ofMinutes(5)));

    assertThat(none.get(key("a"))).isEmpty();
    assertThatThrownBy(() -> new TokenCache(clock, clock, -1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void manyThreadsMayUseTheCache() throws Exception {
    TokenCache small = new TokenCache(clock, clock, 8);
    ExecutorService pool = Executors.newFixedThreadPool(4);
    List<Future<?>> running = new ArrayList<>();
    try {
      for (int thread = 0; thread < 4; thread++) {
        running.add(
            pool.submit(
                () -> {
                  for (int i = 0; i < 10_000; i++) {
                    TokenKey key = key("host" + i % 16);
                    small.put(key, response("t" + i % 16, Duration.ofMinutes(5)));
                    small
                        .get(key)
                        .ifPresent(
                            found ->
                                assertThat(key.registry()).endsWith(found.token().substring(1)));
                    small.invalidate(key, "t" + i % 16);
                    assertThat(small.size()).isLessThanOrEqualTo(8);
                  }
                }));
      }
      for (Future<?> thread : running) {
        thread.get(60, TimeUnit.SECONDS);
      }
    } finally {
      pool.shutdownNow();
    }
  }
}
