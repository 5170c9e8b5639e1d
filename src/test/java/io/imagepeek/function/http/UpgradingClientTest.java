package io.imagepeek.function.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagepeek.openapi.DescribedClient;
import io.imagepeek.testing.TestImage;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A client that asks for HTTP/2, as the JDK's does by itself, is served at every face. */
@QuarkusTest
@TestProfile(FaceProfile.class)
class UpgradingClientTest extends FaceTest {

  private final DescribedClient client = DescribedClient.of(HttpClient.Version.HTTP_2);

  @Test
  void everyFaceAnswers() throws Exception {
    TestImage image = open().image("upgrading/plain", "1");
    String body = "{\"imageName\":\"" + name("upgrading/plain:1") + "\"}";

    for (int time = 0; time < 2; time++) {
      List<HttpResponse<String>> inspected =
          List.of(
              send(request("/inspect?imageName=" + name("upgrading/plain:1")).GET()),
              send(post("/inspect", body)),
              send(post("/inspectAnImage", body)),
              send(
                  post("/", body)
                      .header("ce-specversion", "1.0")
                      .header("ce-id", "1")
                      .header("ce-source", "test")
                      .header("ce-type", "io.imagepeek.image.inspect")));
      HttpResponse<String> notice = send(post("/events", "{\"events\":[]}"));

      assertThat(inspected)
          .allSatisfy(
              answer -> {
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
                assertThat(answer.body()).startsWith("{\"Digest\":\"" + image.digest() + "\"");
              });
      assertThat(notice.statusCode()).as(notice.body()).isEqualTo(204);
    }
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build());
  }

  private static HttpRequest.Builder request(String target) {
    return HttpRequest.newBuilder(URI.create("http://localhost:" + RestAssured.port + target));
  }

  private static HttpRequest.Builder post(String path, String body) {
    return request(path).header("Content-Type", JSON).POST(BodyPublishers.ofString(body));
  }
}
