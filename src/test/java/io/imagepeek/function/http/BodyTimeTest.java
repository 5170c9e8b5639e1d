package io.imagepeek.function.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagepeek.function.http.RawHttp.Answer;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A body has so much time to arrive, and no more: who keeps one back keeps nothing else. */
@QuarkusTest
@TestProfile(BodyTimeTest.LittleTime.class)
class BodyTimeTest {

  /** As long as it takes to see that it is over. */
  public static final class LittleTime extends FaceProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      Map<String, String> settings = new HashMap<>(super.getConfigOverrides());
      settings.put("imagepeek.serving.body-time", "300ms");
      return settings;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/inspect", "/inspections", "/inspectAnImage", "/events", "/"})
  void aBodyThatDoesNotArriveIsGivenUp(String path) throws IOException {
    String request =
        "POST "
            + path
            + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            + "Content-Length: 100\r\n\r\n{";

    Answer answer = RawHttp.exchange(RestAssured.port, request);

    assertThat(answer.status()).isEqualTo(408);
    assertThat(answer.header("Connection")).isEqualTo("close");
    assertThat(answer.body()).contains("the body did not arrive in time");
    assertThat(RawHttp.untilClosed(RestAssured.port, request)).startsWith("HTTP/1.1 408 ");
  }
}
