package io.imagepeek.function.http;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imagepeek.testing.Reply;
import io.imagepeek.testing.ScriptedRegistry;
import io.imagepeek.testing.TestImage;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile.TestResourceEntry;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Senders of notices that do not wait for the inspection, and the sink that does. */
@QuarkusTest
@TestProfile(ImpatientSendersTest.Sunk.class)
class ImpatientSendersTest extends FaceTest {

  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final String SINK = "/sink";
  private static final TestImage IMAGE = TestImage.oci("linux/amd64");
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** The function has a sink, and places for two inspections. */
  public static class Sunk extends FaceProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      Map<String, String> settings = new HashMap<>(super.getConfigOverrides());
      settings.put("imagepeek.serving.waiting", "2");
      return settings;
    }

    @Override
    public List<TestResourceEntry> testResources() {
      return List.of(new TestResourceEntry(WithSink.class));
    }
  }

  /** The sink is at one of the registries. */
  public static class WithSink extends FaceRegistries {
    @Override
    public Map<String, String> start() {
      Map<String, String> settings = new HashMap<>(super.start());
      settings.put("imagepeek.events.sink", open().url(SINK));
      return settings;
    }
  }

  @Test
  void whatNobodySendsAgainIsInspectedToTheEnd() throws IOException {
    CompletableFuture<Void> released = new CompletableFuture<>();
    ScriptedRegistry registry = open();
    hold(registry, "once", released);
    hold(registry, "again", released);
    registry.on("POST", SINK).respond(Reply.status(202));
    int before = registry.requests().size();
    Socket once = send(gitHub("once"));
    Socket again = send(distribution("again"));
    registry.awaitRequests(before + 2, LIMIT);
    once.close();
    again.close();

    // The one that comes again is given up, and tells that the function knows of both.
    registry.awaitReset(LIMIT);
    released.complete(null);
    registry.awaitRequests(before + 4, LIMIT);

    assertThat(registry.requests()).endsWith("POST " + SINK);
    assertThat(registry.lastRequest().header("ce-subject")).endsWith("/once:v1");
    assertThat(inspections())
        .anySatisfy(line -> assertThat(line).contains("/once:v1", "outcome=inspected"))
        .anySatisfy(line -> assertThat(line).contains("/again:v1", "outcome=abandoned"));
  }

  @Test
  void whoComesWhenThereIsNoPlaceIsToldWhenToComeBack() throws Exception {
    CompletableFuture<Void> released = new CompletableFuture<>();
    ScriptedRegistry registry = open();
    hold(registry, "one", released);
    hold(registry, "two", released);
    registry.on("POST", SINK).respond(2, Reply.status(202));
    int before = registry.requests().size();
    try (Socket one = send(distribution("one"));
        Socket two = send(distribution("two"))) {
      registry.awaitRequests(before + 2, LIMIT);

      Response answer = given().contentType(JSON).body(distribution("three")).post("/events");

      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.header("Retry-After")).isEqualTo("1");
      released.complete(null);
      assertThat(one.getInputStream().read()).isEqualTo('H');
      assertThat(two.getInputStream().read()).isEqualTo('H');
    }
  }

  /** An image whose manifest is not answered yet, be it asked for by tag or by digest. */
  private static void hold(
      ScriptedRegistry registry, String repository, CompletableFuture<Void> released) {
    registry.image(repository, "v1", IMAGE);
    for (String reference : List.of("v1", IMAGE.digest())) {
      registry
          .on("GET", "/v2/" + repository + "/manifests/" + reference)
          .respond(
              Reply.held(
                  released,
                  Reply.of(200, Map.of("Content-Type", IMAGE.mediaType()), IMAGE.manifest())));
    }
  }

  private static Socket send(String notice) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), RestAssured.port);
    socket.setSoTimeout((int) LIMIT.toMillis());
    socket
        .getOutputStream()
        .write(
            RawHttp.request("POST /events", notice, "Content-Type: application/json")
                .getBytes(UTF_8));
    socket.getOutputStream().flush();
    return socket;
  }

  private String gitHub(String repository) {
    ObjectNode notice = MAPPER.createObjectNode().put("action", "published");
    ObjectNode version =
        notice
            .putObject("registry_package")
            .put("package_type", "CONTAINER")
            .putObject("package_version");
    version.put("package_url", name(repository) + ":v1");
    return notice.toString();
  }

  private String distribution(String repository) {
    ObjectNode notice = MAPPER.createObjectNode();
    ObjectNode event = notice.putArray("events").addObject();
    event
        .put("id", repository)
        .put("action", "push")
        .putObject("request")
        .put("host", open().authority());
    event
        .putObject("target")
        .put("mediaType", "application/vnd.oci.image.manifest.v1+json")
        .put("repository", repository)
        .put("digest", IMAGE.digest())
        .put("tag", "v1");
    return notice.toString();
  }
}
