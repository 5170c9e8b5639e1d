package io.imagepeek.realregistry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.imagepeek.golden.TestLayout;
import io.imagepeek.golden.TestLayout.Entry;
import io.imagepeek.testing.CapturedLog;
import io.imagepeek.testing.RecordedRequest;
import io.imagepeek.testing.Reply;
import io.imagepeek.testing.ScriptedRegistry;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A push into a real registry leads, through the registry's own notification, to one event at the
 * sink; the inspection that it takes is told of too, and leads to none.
 */
@RequiresRealRegistry
@QuarkusTest
@WithTestResource(NotificationFixtures.class)
class NotificationTest {

  private static final Duration LIMIT = Duration.ofSeconds(40);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final TestLayout layout = TestLayout.load();
  private NotificationRelay relay;
  private RealRegistry registry;
  private ScriptedRegistry sink;
  private CapturedLog log;
  private int toldBefore;

  @BeforeEach
  void join() {
    relay.to(URI.create("http://localhost:" + RestAssured.port + "/events"));
    sink.on("POST", "/").always(202);
    toldBefore = sink.recorded().size();
    log = CapturedLog.ofAll();
  }

  @AfterEach
  void noSecretWasLogged() {
    log.close();
    assertThat(log.text()).doesNotContain(NotificationFixtures.SECRET);
  }

  @Test
  void aPushedImageIsInspectedAndTold() throws Exception {
    push("basic/docker");

    JsonNode pushed = awaitPushes(1, "basic/docker").get(0);
    RecordedRequest event = told().get(0);
    String image = "%s/basic/docker:latest@%s".formatted(registry.address(), digest(pushed));
    assertThat(attributes(event))
        .containsEntry("ce-specversion", "1.0")
        .containsEntry("ce-type", "io.imagepeek.image.inspected")
        .containsEntry("ce-source", "inspectAnImage")
        .containsEntry("ce-subject", image)
        .containsEntry("ce-causationid", NotificationRelay.id(pushed))
        .containsEntry("ce-platformdigest", digest(pushed))
        .containsEntry("content-type", "application/json");
    assertAgrees(event);
    assertThat(relay.deliveries())
        .allSatisfy(
            delivery ->
                assertThat(delivery.contentType())
                    .isEqualTo("application/vnd.docker.distribution.events.v1+json"));
  }

  @Test
  void eachManifestOfAMultiPlatformImageIsToldOnce() throws Exception {
    push("multi/oci-index");

    List<JsonNode> pushed = awaitPushes(11, "multi/oci-index");
    Set<String> named = new HashSet<>();
    layout.only("multi/oci-index").entries().stream().map(Entry::digest).forEach(named::add);
    assertThat(named).hasSize(10).isEqualTo(digests(pushed));
    List<RecordedRequest> events = told();
    assertThat(events)
        .extracting(event -> event.header("ce-causationid"))
        .containsExactlyInAnyOrderElementsOf(pushed.stream().map(NotificationRelay::id).toList());
    for (RecordedRequest event : events) {
      assertThat(event.header("ce-type")).isEqualTo("io.imagepeek.image.inspected");
      assertAgrees(event);
    }
    assertThat(events)
        .filteredOn(event -> event.header("ce-subject").contains("/multi/oci-index:latest@"))
        .singleElement()
        .satisfies(
            index ->
                assertThat(layout.readJson(index.header("ce-platformdigest")).path("layers"))
                    .isNotEmpty());
  }

  /** An inspection is a pull: were it inspected, there would be no end. */
  @Test
  void theInspectionsOwnPullsLeadToNothing() throws Exception {
    push("basic/oci");
    List<JsonNode> pushed = awaitPushes(3, "basic/oci");

    // Manifest and configuration, as the first inspection reads them; they are one image of three
    // tags.
    relay.awaitDelivered(2, of("basic/oci", "pull"), LIMIT);
    // Deliveries are answered one after the other: behind this one, all before it are done with.
    push("toplevel");
    awaitPushes(1, "toplevel");

    assertThat(relay.delivered(of("basic/oci", "pull")))
        .extracting(NotificationTest::digest)
        .contains(digest(pushed.get(0)));
    assertThat(told())
        .extracting(event -> repository(event.header("ce-subject")))
        .containsExactlyInAnyOrder("basic/oci", "basic/oci", "basic/oci", "toplevel");
  }

  @Test
  void whileTheFunctionIsDownNothingIsLost() throws Exception {
    relay.fail(NotificationRelay.NO_ANSWER, 503);

    push("basic/docker-full");

    JsonNode pushed = awaitPushes(1, "basic/docker-full").get(0);
    assertThat(told())
        .singleElement()
        .satisfies(
            event ->
                assertThat(event.header("ce-causationid")).isEqualTo(NotificationRelay.id(pushed)));
    assertThat(relay.deliveries()).extracting(delivery -> delivery.status()).contains(0, 503);
  }

  /** The function answers 502, and is asked again. */
  @Test
  void whatTheSinkDidNotTakeComesAgain() throws Exception {
    sink.on("POST", "/").respond(Reply.status(503));

    push("a/b/c/d");

    JsonNode pushed = awaitPushes(1, "a/b/c/d").get(0);
    assertThat(relay.statuses(NotificationRelay.id(pushed))).containsExactly(502, 204);
    assertThat(told())
        .hasSize(2)
        .allSatisfy(
            event ->
                assertThat(event.header("ce-causationid")).isEqualTo(NotificationRelay.id(pushed)));
  }

  private void push(String repository) {
    assertThat(new LayoutPusher(layout.only(repository), registry).push()).isEmpty();
  }

  /** Waits until the pushes of manifests have been taken by the function; there are no more. */
  private List<JsonNode> awaitPushes(int count, String repository) throws InterruptedException {
    Predicate<JsonNode> manifests = of(repository, "push").and(NotificationTest::isManifest);
    relay.awaitDelivered(count, manifests, LIMIT);
    List<JsonNode> pushed = relay.delivered(manifests);
    assertThat(pushed).hasSize(count);
    return pushed;
  }

  private List<RecordedRequest> told() {
    return sink.recorded().subList(toldBefore, sink.recorded().size());
  }

  /** The data of an event are what the function answers of the same image. */
  private static void assertAgrees(RecordedRequest event) throws Exception {
    Response inspected =
        RestAssured.given().queryParam("imageName", event.header("ce-subject")).get("/inspect");

    assertThat(inspected.statusCode()).as(inspected.asString()).isEqualTo(200);
    assertThat(event.body()).isEqualTo(inspected.asString());
    assertThat(event.header("ce-platformdigest"))
        .isEqualTo(inspected.header("Imagepeek-Platform-Digest"));
    assertThat(JSON.readTree(event.body()).path("Digest").textValue())
        .isEqualTo(event.header("ce-subject").split("@", 2)[1]);
  }

  private static Map<String, String> attributes(RecordedRequest event) {
    Map<String, String> attributes = new HashMap<>();
    event
        .headers()
        .forEach((name, values) -> attributes.put(name.toLowerCase(Locale.ROOT), values.get(0)));
    return attributes;
  }

  private static Predicate<JsonNode> of(String repository, String action) {
    return event ->
        event.path("action").asText().equals(action)
            && event.path("target").path("repository").asText().equals(repository);
  }

  private static boolean isManifest(JsonNode event) {
    String type = event.path("target").path("mediaType").asText();
    return Stream.of("manifest", "index").anyMatch(type::contains);
  }

  private static Set<String> digests(List<JsonNode> events) {
    Set<String> digests = new HashSet<>();
    events.forEach(event -> digests.add(digest(event)));
    return digests;
  }

  private static String digest(JsonNode event) {
    return event.path("target").path("digest").textValue();
  }

  private static String repository(String subject) {
    String name = subject.substring(subject.indexOf('/') + 1, subject.indexOf('@'));
    int colon = name.indexOf(':');
    return colon < 0 ? name : name.substring(0, colon);
  }
}
