package io.imagepeek.source.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagepeek.faults.GuardProfile;
import io.imagepeek.source.InspectionContext;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.mutiny.Uni;
import io.vertx.core.MultiMap;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How many exchanges with a host there are at once, however many requests go to others. */
@QuarkusTest
@TestProfile(GuardProfile.class)
class HostResilienceTest {

  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final int OTHER_HOSTS = 1_100;

  /** More than with the busy host: a cache would sooner give up that one. */
  private static final int EXCHANGES_WITH_EACH = 20;

  @Inject HttpSettings settings;

  private static InspectionContext inspection() {
    return new InspectionContext(Clock.systemUTC(), Duration.ofMinutes(1));
  }

  private static HttpRequest request(String host) {
    return HttpRequest.get(URI.create("https://" + host + "/v2/"), Map.of(), 1)
        .forRepository("some/app");
  }

  private static HttpResponse response(HttpRequest request) {
    return new HttpResponse(request, 200, MultiMap.caseInsensitiveMultiMap(), new byte[0]);
  }

  @Test
  void aBusyHostsLimitHoldsHoweverManyRequestsGoToOthers() throws Exception {
    HostResilience guards =
        new HostResilience(settings, new CircuitBreakers(settings.host(), System::nanoTime));
    HttpRequest busy = request("busy.test");
    int permits = settings.host().concurrency();
    List<CompletableFuture<HttpResponse>> begun = new ArrayList<>();
    List<CompletableFuture<HttpResponse>> ended = new ArrayList<>();
    for (int i = 0; i < permits; i++) {
      ended.add(begin(guards, busy, begun));
    }
    assertThat(begun).hasSize(permits);

    assertThat(settings.host().remembered()).isLessThan(OTHER_HOSTS);
    for (int i = 0; i < OTHER_HOSTS * EXCHANGES_WITH_EACH; i++) {
      HttpRequest other = request("host" + i / EXCHANGES_WITH_EACH + ".test");
      assertThat(
              guards
                  .run(other, inspection(), permit -> Uni.createFrom().item(response(other)))
                  .await()
                  .atMost(LIMIT))
          .isNotNull();
    }
    ended.add(begin(guards, busy, begun));
    assertThat(begun).hasSize(permits);

    begun.get(0).complete(response(busy));
    ended.get(0).get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    assertThat(begun).hasSize(permits + 1);
    begun.forEach(exchange -> exchange.complete(response(busy)));
    for (CompletableFuture<HttpResponse> end : ended) {
      end.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }
  }

  /** Begins an exchange, which ends when its future in {@code begun} does. */
  private CompletableFuture<HttpResponse> begin(
      HostResilience guards, HttpRequest request, List<CompletableFuture<HttpResponse>> begun) {
    InspectionContext inspection = inspection();
    return guards
        .run(
            request,
            inspection,
            permit -> {
              CompletableFuture<HttpResponse> exchange = new CompletableFuture<>();
              begun.add(exchange);
              return Uni.createFrom().completionStage(exchange);
            })
        .onTermination()
        .invoke(inspection::end)
        .subscribeAsCompletionStage();
  }
}
