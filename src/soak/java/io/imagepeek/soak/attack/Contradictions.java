package io.imagepeek.soak.attack;

import io.imagepeek.soak.wire.Ask;
import io.imagepeek.soak.wire.Callers;
import io.imagepeek.soak.wire.Outcome;
import io.imagepeek.soak.wire.Registries;
import io.imagepeek.soak.wire.Wire;
import java.time.Duration;
import java.util.List;

/** Requests that can be understood in two ways, or in none. */
final class Contradictions implements Attack {

  private static final int EACH = 20;
  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final Duration QUICK = Duration.ofSeconds(5);
  private static final String POST = "POST /inspect HTTP/1.1\r\n";
  private static final String HOST = "Host: imagepeek\r\n";
  private static final String TYPE = "Content-Type: application/json\r\n";
  private static final String CHUNKED = POST + HOST + TYPE + "Transfer-Encoding: chunked\r\n\r\n";

  private static final List<String> REQUESTS =
      List.of(
          POST + HOST + TYPE + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
          POST + HOST + TYPE + "Content-Length: 3\r\nContent-Length: 4\r\n\r\n{}  ",
          POST + HOST + TYPE + "Content-Length: -1\r\n\r\n{}",
          POST + HOST + TYPE + "Content-Length: 2x\r\n\r\n{}",
          POST + HOST + "Host: other\r\n" + TYPE + "Content-Length: 2\r\n\r\n{}",
          POST + HOST + TYPE + "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n",
          CHUNKED + "zz\r\n{}\r\n0\r\n\r\n",
          CHUNKED + "-2\r\n{}\r\n0\r\n\r\n",
          CHUNKED + "ffffffffffffffff\r\n{}\r\n0\r\n\r\n",
          CHUNKED + "2\r\n{}zz\r\n0\r\n\r\n");

  // Nobody owes these an answer: who cannot be understood may be left without a word.
  private static final List<String> NO_HTTP =
      List.of("GET  /inspect\r\n\r\n", "\u0016\u0003\u0001\u0002\r\n\r\n");

  @Override
  public String name() {
    return "contradictions";
  }

  @Override
  public String what() {
    return "contradictory lengths, two hosts, malformed chunks, no HTTP at all: 20 of each";
  }

  @Override
  public void prepare(Registries registries, Scale scale) {}

  @Override
  public Report run(Stage stage) throws InterruptedException {
    Callers callers = stage.callers();
    Duration patience = stage.scale().quick() ? QUICK : PATIENCE;
    Callers noHttp = stage.callers();
    for (int i = 0; i < EACH; i++) {
      for (String request : REQUESTS) {
        callers.ask(Ask.of(patience, Wire.bytes(request)));
      }
      for (String request : NO_HTTP) {
        noHttp.ask(Ask.of(patience, Wire.bytes(request)).withoutRight());
      }
      Thread.sleep(Duration.ofMillis(100).toMillis());
    }
    callers.await(patience.plusMillis(100));
    long refused = callers.answers().stream().filter(answer -> refuses(answer)).count();
    return Report.of(
            callers,
            null,
            Goal.atLeast(
                "% refused by 400 or 501", 100.0 * refused / (EACH * REQUESTS.size()), 100))
        .and(Report.of(noHttp, null));
  }

  private static boolean refuses(Outcome.Answered answer) {
    return answer.status() == 400 || answer.status() == 501;
  }
}
