package io.imagepeek.function.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagepeek.function.http.RawHttp.Answer;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Bodies that have not arrived whole are bounded together, and what the head of a request refuses
 * is refused before its body is read: none of these requests sends its body to the end.
 */
@QuarkusTest
@TestProfile(BodyBudgetTest.SmallBudget.class)
class BodyBudgetTest {

  private static final int BUDGET = 1 << 20;
  private static final int BODY = BUDGET / 4;
  private static final String JSON = "Content-Type: application/json";
  private static final String CHUNKED = "Transfer-Encoding: chunked";
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final List<Socket> held = new ArrayList<>();

  /** All bodies together in 1 MiB; and notices need a secret. */
  public static final class SmallBudget extends FaceProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      Map<String, String> settings = new HashMap<>(super.getConfigOverrides());
      settings.put("imagepeek.serving.bodies", Integer.toString(BUDGET));
      settings.put("imagepeek.serving.body-time", "1h");
      settings.put("imagepeek.events.authorization", "Bearer s3cret");
      return settings;
    }
  }

  @AfterEach
  void hangUp() throws IOException {
    for (Socket socket : held) {
      socket.close();
    }
    long end = System.nanoTime() + LIMIT.toNanos();
    String all = RawHttp.request("POST /inspections", " ".repeat(BUDGET - 1) + "1", JSON);
    while (exchange(all).status() == 503) {
      assertThat(System.nanoTime()).as("what was taken is not given back").isLessThan(end);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/inspections", "/inspectImages", "/events"})
  void bodiesUnderWayAreBoundedTogether(String path) throws IOException {
    assertFull(
        fill(
            head(
                    "POST " + path,
                    "Content-Length: " + (BODY + 1),
                    JSON,
                    "Authorization: Bearer s3cret")
                + " ".repeat(BODY)));
  }

  @Test
  void soAreThoseInChunks() throws IOException {
    assertFull(
        fill(
            head("POST /inspections", CHUNKED, JSON)
                + Integer.toHexString(BODY)
                + "\r\n"
                + " ".repeat(BODY)
                + "\r\n"));
  }

  private void assertFull(Answer full) {
    assertThat(held).as("connections that fill it").hasSizeGreaterThanOrEqualTo(4);
    assertThat(full.header("Retry-After")).isEqualTo("1");
    assertThat(full.body()).contains("too many bytes of requests are under way");
  }

  /** A head promises much, and takes nothing. */
  @Test
  void onlyWhatHasArrivedCounts() throws IOException {
    for (int i = 0; i < 20; i++) {
      held.add(RawHttp.begin(RestAssured.port, head("POST /inspections", CHUNKED, JSON)));
      held.add(
          RawHttp.begin(
              RestAssured.port, head("POST /inspections", "Content-Length: " + BODY, JSON)));
    }

    assertThat(whole().status()).isEqualTo(422);
  }

  @Test
  void aNoticeWithoutTheSecretIsRefusedUnread() throws IOException {
    assertThat(
            RawHttp.untilClosed(
                RestAssured.port, head("POST /events", "Content-Length: " + BODY, JSON)))
        .startsWith("HTTP/1.1 401 ")
        .contains("secrets");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PUT /inspect", "PATCH /inspections", "PUT /inspectAnImage", "PUT /"})
  void whatTakesNoBodyRefusesItUnread(String line) throws IOException {
    String request = head(line, CHUNKED, JSON) + "1\r\n{\r\n";

    assertThat(exchange(request).status()).isEqualTo(405);
    assertThat(exchange(request).header("Allow")).isNotEmpty();
    assertThat(RawHttp.untilClosed(RestAssured.port, request)).startsWith("HTTP/1.1 405 ");
  }

  @Test
  void thereIsNothingToReadABodyForWhereThereIsNothing() throws IOException {
    assertThat(exchange(head("POST /nothing", CHUNKED, JSON) + "1\r\n{\r\n").status())
        .isEqualTo(404);
    assertThat(
            exchange(head("POST /inspect", CHUNKED, "Content-Type: multipart/form-data")).status())
        .isEqualTo(415);
  }

  /** Begins such requests until there is no room for another one, and gives the answer to that. */
  private Answer fill(String request) throws IOException {
    long end = System.nanoTime() + LIMIT.toNanos();
    Answer answer = whole();
    while (answer.status() != 503) {
      assertThat(System.nanoTime()).as("still " + answer).isLessThan(end);
      held.add(RawHttp.begin(RestAssured.port, request));
      answer = whole();
    }
    return answer;
  }

  /** A whole request, whose image has no name. */
  private static Answer whole() throws IOException {
    return exchange(RawHttp.request("POST /inspect", "{}", JSON));
  }

  private static Answer exchange(String request) throws IOException {
    return RawHttp.exchange(RestAssured.port, request);
  }

  private static String head(String line, String... headers) {
    return line + " HTTP/1.1\r\nHost: localhost\r\n" + String.join("\r\n", headers) + "\r\n\r\n";
  }
}
