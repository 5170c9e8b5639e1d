package io.imagepeek.function.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A head has so much time to arrive, however steadily it does not end. */
@QuarkusTest
@TestProfile(HeadTimeTest.LittleTime.class)
class HeadTimeTest {

  private static final int TIME_MILLIS = 600;
  private static final String REQUEST = "GET /inspect HTTP/1.1\r\nHost: localhost\r\n\r\n";

  /** As long as it takes to see that it is over. */
  public static final class LittleTime extends FaceProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      Map<String, String> settings = new HashMap<>(super.getConfigOverrides());
      settings.put("imagepeek.serving.head-time", TIME_MILLIS + "ms");
      return settings;
    }
  }

  @Test
  void aHeadThatDripsIsGivenUp() throws Exception {
    try (Socket socket = RawHttp.begin(RestAssured.port, "GET /inspect HTTP/1.1\r\nA: ")) {
      long begun = System.nanoTime();
      String answer = drip(socket);

      assertThat(answer).startsWith("HTTP/1.1 408 ").contains("the headers did not arrive in time");
      assertThat(answer).contains("Connection: close");
      assertThat((System.nanoTime() - begun) / 1_000_000).isBetween(TIME_MILLIS - 100L, 5_000L);
    }
  }

  @Test
  void aConnectionThatSaysNothingIsClosed() throws IOException {
    assertThat(RawHttp.untilClosed(RestAssured.port, "")).isEmpty();
  }

  @Test
  void betweenRequestsThereIsMoreTime() throws Exception {
    try (Socket socket = RawHttp.begin(RestAssured.port, REQUEST)) {
      assertThat(answer(socket)).startsWith("HTTP/1.1 422 ");
      Thread.sleep(TIME_MILLIS * 2);
      socket.getOutputStream().write(REQUEST.getBytes(ISO_8859_1));

      assertThat(answer(socket)).startsWith("HTTP/1.1 422 ");

      socket.getOutputStream().write("GET /inspect HTTP/1.1\r\nA: ".getBytes(ISO_8859_1));
      assertThat(drip(socket)).startsWith("HTTP/1.1 408 ");
    }
  }

  /** A byte now and then, until there is an answer; then all of it. */
  private static String drip(Socket socket) throws Exception {
    socket.setSoTimeout(10_000);
    InputStream in = socket.getInputStream();
    for (int i = 0; i < 100 && in.available() == 0; i++) {
      socket.getOutputStream().write('a');
      Thread.sleep(100);
    }
    return new String(in.readAllBytes(), ISO_8859_1);
  }

  private static String answer(Socket socket) throws IOException {
    socket.setSoTimeout(10_000);
    StringBuilder text = new StringBuilder();
    InputStream in = socket.getInputStream();
    do {
      text.append((char) in.read());
    } while (in.available() > 0 || text.indexOf("}") < 0);
    return text.toString();
  }
}
