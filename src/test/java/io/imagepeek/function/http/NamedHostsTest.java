package io.imagepeek.function.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagepeek.function.http.RawHttp.Answer;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the operator says by which names the function is served, and which secret proves it. */
@QuarkusTest
@TestProfile(NamedHostsTest.Named.class)
class NamedHostsTest extends FaceTest {

  private static final String SECRET = "Bearer t0psecret";
  private static final String TYPE = "Content-Type: application/json";

  /** The names, and the secret. */
  public static final class Named extends FaceProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      Map<String, String> settings = new HashMap<>(super.getConfigOverrides());
      settings.put("imagepeek.serving.hosts", "peek.example.com,*.internal");
      settings.put("imagepeek.events.authorization", SECRET);
      return settings;
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /inspect?imageName=a@b",
        "POST /inspect",
        "POST /inspections",
        "POST /inspectAnImage",
        "POST /inspectImages",
        "POST /events",
        "POST /",
        "DELETE /inspections/cache?imageName=a",
        "GET /nothing",
        "GET /q/openapi",
        "GET http://rebound.example.org/inspect?imageName=a@b",
      })
  void anotherHostIsMisdirected(String line) throws Exception {
    String body = line.startsWith("POST") ? "{\"imageName\":\"a@b\"}" : "";

    Answer answer = send("localhost", line, body, TYPE);

    assertThat(answer.status()).as(answer.body()).isEqualTo(421);
    assertThat(answer.body()).contains("\"name\":\"HttpError\"", "this host is not served here");
    assertThat(inspections()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "peek.example.com, 422",
    "PEEK.example.com:8080, 422",
    "a.internal, 422",
    "b.com, 421"
  })
  void theNamedOnesAreServed(String host, int status) throws Exception {
    assertThat(send(host, "GET /inspect?imageName=a@b", "").status()).isEqualTo(status);
  }

  /** The target's own host counts, and the other must not contradict it. */
  @Test
  void aTargetMayNameItsHostItself() throws Exception {
    String target = "GET http://%s/inspect?imageName=a@b";

    assertThat(send("a.internal", target.formatted("a.internal"), "").status()).isEqualTo(422);
    assertThat(send("a.internal", target.formatted("b.com"), "").status()).isEqualTo(421);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/q/health", "/q/health/ready", "/q/health/live"})
  void healthIsToldByAddress(String path) throws Exception {
    assertThat(send("10.0.0.7:8080", "GET " + path, "").status()).isEqualTo(200);
  }

  @Test
  void theCacheIsEmptiedByThoseWhoProveTheSecret() throws Exception {
    String line = "DELETE /inspections/cache?imageName=localhost:1/a";

    Answer unproven = send("a.internal", line, "");
    assertThat(unproven.status()).isEqualTo(401);
    assertThat(unproven.body()).contains("has none of the configured secrets");
    assertThat(send("a.internal", line, "", "Authorization: Bearer other").status()).isEqualTo(401);
    assertThat(send("a.internal", line, "", "Authorization: " + SECRET).status()).isEqualTo(204);
  }

  private static Answer send(String host, String line, String body, String... headers)
      throws Exception {
    String request = RawHttp.request(line, body, headers);
    return RawHttp.exchange(
        RestAssured.port, request.replace("Host: localhost\r\n", "Host: " + host + "\r\n"));
  }
}
