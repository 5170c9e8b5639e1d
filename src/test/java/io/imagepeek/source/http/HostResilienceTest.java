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

/** How many exchanges with a host there are at once, whoever else is asked meanwhile. */
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

  private static HttpRequest call(String host) {
    return HttpRequest.get(URI.create("https://" + host + "/v2/"), Map.of(), 1)
        .forRepository("some/app");
  }

  private static HttpResponse answer(HttpRequest call) {
    return new HttpResponse(call, 200, MultiMap.caseInsensitiveMultiMap(), new byte[0]);
  }

  @Test
  void aBusyHostsBoundHoldsHoweverManyOthersAreAsked() throws Exception {
    HostResilience guards =
        new HostResilience(settings, new CircuitBreakers(settings.host(), System::nanoTime));
    HttpRequest busy = call("busy.test");
    int places = settings.host().concurrency();
    List<CompletableFuture<HttpResponse>> begun = new ArrayList<>();
    List<CompletableFuture<HttpResponse>> ended = new ArrayList<>();
    for (int i = 0; i < places; i++) {
      ended.add(begin(guards, busy, begun));
    }
    assertThat(begun).hasSize(places);

    assertThat(settings.host().remembered()).isLessThan(OTHER_HOSTS);
    for (int i = 0; i < OTHER_HOSTS * EXCHANGES_WITH_EACH; i++) {
      HttpRequest other = call("host" + i / EXCHANGES_WITH_EACH + ".test");
      assertThat(
              guards
                  .run(other, inspection(), place -> Uni.createFrom().item(answer(other)))
                  .await()
                  .atMost(LIMIT))
          .isNotNull();
    }
    ended.add(begin(guards, busy, begun));
    assertThat(begun).hasSize(places);

    begun.get(0).complete(answer(busy));
    ended.get(0).get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    assertThat(begun).hasSize(places + 1);
    begun.forEach(exchange -> exchange.complete(answer(busy)));
    for (CompletableFuture<HttpResponse> end : ended) {
      end.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }
  }

  /** Begins an exchange, which ends when its future in {@code begun} does. */
  private CompletableFuture<HttpResponse> begin(
      HostResilience guards, HttpRequest call, List<CompletableFuture<HttpResponse>> begun) {
    InspectionContext inspection = inspection();
    return guards
        .run(
            call,
            inspection,
            place -> {
              CompletableFuture<HttpResponse> exchange = new CompletableFuture<>();
              begun.add(exchange);
              return Uni.createFrom().completionStage(exchange);
            })
        .onTermination()
        .invoke(inspection::end)
        .subscribeAsCompletionStage();
  }
}
