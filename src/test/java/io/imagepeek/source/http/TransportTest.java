package io.imagepeek.source.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagepeek.faults.FaultProfile;
import io.imagepeek.source.InspectionContext;
import io.imagepeek.source.Permit;
import io.imagepeek.source.http.AttemptFailure.Blame;
import io.imagepeek.testing.RawPeer;
import io.imagepeek.testing.RawPeer.Ending;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Who is to blame for an attempt that took too long, and where exchanges run. */
@QuarkusTest
@TestProfile(FaultProfile.class)
class TransportTest {

  private static final Duration LIMIT = Duration.ofSeconds(10);

  @Inject Transport transport;
  @Inject Vertx vertx;

  private Uni<HttpResponse> attempt(String url, int bodyLimit) {
    return transport.attempt(
        HttpRequest.get(URI.create(url), Map.of(), bodyLimit),
        new InspectionContext(Clock.systemUTC(), Duration.ofMinutes(1)),
        Permit.none());
  }

  private AttemptFailure failure(String url) {
    Throwable failure =
        attempt(url, 1)
            .subscribe()
            .withSubscriber(UniAssertSubscriber.create())
            .awaitFailure(LIMIT)
            .getFailure();
    assertThat(failure).isInstanceOf(AttemptFailure.class).hasMessageContaining("did not respond");
    return (AttemptFailure) failure;
  }

  @Test
  void aSilentHostWasReached() {
    try (RawPeer silent = RawPeer.blackHole()) {
      assertThat(failure("http://" + silent.authority() + "/v2/").blame())
          .isEqualTo(Blame.REPOSITORY);
    }
  }

  @Test
  void aHostWithoutAddressWasNotReached() {
    assertThat(failure("http://silence.test/v2/").blame()).isEqualTo(Blame.HOST);
  }

  /** Where a request is made on one event loop and runs on another, a reset overtakes it. */
  @Test
  void allExchangesWithAHostAreOnOneEventLoop() throws Exception {
    String reply = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}";
    Set<String> requestedOn = ConcurrentHashMap.newKeySet();
    Set<String> respondedOn = ConcurrentHashMap.newKeySet();
    try (RawPeer peer = RawPeer.answering(reply, Ending.CLOSE)) {
      for (int i = 0; i < 2 * Runtime.getRuntime().availableProcessors(); i++) {
        CompletableFuture<HttpResponse> response = new CompletableFuture<>();
        ((VertxInternal) vertx)
            .createEventLoopContext()
            .runOnContext(
                now -> {
                  requestedOn.add(Thread.currentThread().getName());
                  attempt("http://" + peer.authority() + "/v2/", 2)
                      .onTermination()
                      .invoke(() -> respondedOn.add(Thread.currentThread().getName()))
                      .subscribe()
                      .with(response::complete, response::completeExceptionally);
                });
        assertThat(response.get(10, TimeUnit.SECONDS).status()).isEqualTo(200);
      }
    }
    assertThat(requestedOn).hasSizeGreaterThan(1);
    assertThat(respondedOn).hasSize(1);
  }
}
