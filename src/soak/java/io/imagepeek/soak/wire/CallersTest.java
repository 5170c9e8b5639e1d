package io.imagepeek.soak.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Hostile callers and hostile registries, each at the other. */
class CallersTest {

  private static final Duration SOON = Duration.ofMillis(300);
  private static final Duration LATE = Duration.ofSeconds(20);

  private Loop loop;
  private Registries registries;

  @BeforeEach
  void start() throws IOException {
    loop = Loop.start("callers", Thread.NORM_PRIORITY);
    registries = Registries.start();
  }

  @AfterEach
  void stop() {
    loop.close();
    registries.close();
  }

  private Callers callersOf(HostileHost host) {
    String[] name = host.name().split(":", 2);
    return new Callers(loop, new InetSocketAddress(name[0], Integer.parseInt(name[1])));
  }

  private static Ask get(String path) {
    return Ask.of(SOON, Wire.bytes("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n"));
  }

  private Callers asked(HostileHost host, Ask ask, Duration wait) throws InterruptedException {
    Callers callers = callersOf(host);
    callers.ask(ask);
    callers.await(wait);
    callers.cutOff();
    return callers;
  }

  @Test
  void aWholeAnswerIsAnAnswer() throws Exception {
    HostileHost host =
        registries.host(request -> Reply.of(request, 200, "", request.reference()).after(SOON));
    Callers callers = asked(host, get("/v2/a/manifests/latest?n=1"), LATE);
    assertThat(callers.answers())
        .singleElement()
        .satisfies(
            answer -> {
              assertThat(answer.status()).isEqualTo(200);
              assertThat(answer.tail()).isEqualTo("latest");
              assertThat(answer.millis()).isGreaterThanOrEqualTo(SOON.toNanos() / 1e6);
            });
    assertThat(host.requests()).isEqualTo(1);
    assertThat(host.mostUnderWay()).isEqualTo(1);
  }

  @Test
  void whoIsResetOrLeftInTheMiddleIsUnanswered() throws Exception {
    HostileHost reset = registries.host(request -> Reply.reset());
    assertThat(asked(reset, get("/"), LATE).count(Outcome.Unanswered.class)).isEqualTo(1);
    HostileHost half =
        registries.host(
            request ->
                Reply.raw(
                    Reply.End.CLOSE,
                    Wire.bytes("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc")));
    assertThat(asked(half, get("/"), LATE).said())
        .containsOnlyKeys("closed in the middle of an answer");
  }

  @Test
  void silenceIsNoAnswerOnceTheTimeForOneHasPassed() throws Exception {
    HostileHost silent = registries.host(request -> Reply.silence());
    assertThat(asked(silent, get("/"), SOON.multipliedBy(2)).count(Outcome.Unanswered.class))
        .isEqualTo(1);
    assertThat(asked(silent, get("/"), SOON.dividedBy(3)).count(Outcome.CutOff.class)).isEqualTo(1);
    Ask leaving = get("/").leaving(SOON.dividedBy(3));
    assertThat(asked(silent, leaving, LATE).count(Outcome.CutOff.class)).isEqualTo(1);
  }

  @Test
  void whoHasNoRightToAnAnswerIsDismissed() throws Exception {
    HostileHost reset = registries.host(request -> Reply.reset());
    assertThat(asked(reset, get("/").withoutRight(), LATE).count(Outcome.Dismissed.class))
        .isEqualTo(1);
  }

  @Test
  void aKilledHostRefusesUntilItIsRestarted() throws Exception {
    HostileHost host = registries.host(request -> Reply.of(request, 200, "", ""));
    host.kill();
    assertThat(asked(host, get("/"), LATE).count(Outcome.Unanswered.class)).isEqualTo(1);
    host.restart();
    assertThat(asked(host, get("/"), LATE).answers()).hasSize(1);
  }

  @Test
  void aSlowBodyTakesItsTime() throws Exception {
    HostileHost host = registries.host(request -> Reply.of(request, 200, "", "abcdef").paced(100));
    assertThat(asked(host, get("/"), LATE).answers())
        .singleElement()
        .satisfies(answer -> assertThat(answer.millis()).isGreaterThan(400));
  }
}
