package io.imagepeek.function.webhook;

import static io.imagepeek.function.webhook.PushEvents.changed;
import static io.imagepeek.function.webhook.PushEvents.names;
import static io.imagepeek.function.webhook.PushEvents.parse;
import static io.imagepeek.function.webhook.PushEvents.reader;
import static io.imagepeek.function.webhook.PushEvents.sample;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What sources write in more than one way, or leave out. */
class SourceVariantsTest {

  private static final String GITHUB =
      "sha256:c0b0109d9439de57fe3cf03abeccbc52f4c98170c732d3b69af5e6395ace574e";

  @ParameterizedTest
  @CsvSource({
    "github-registry-package, action, updated",
    "github-registry-package, registry_package.package_type, container",
  })
  void otherWordsForTheSameCountToo(String sample, String path, String value) {
    assertThat(names(changed(sample, path, PushEvents.quoted(value)))).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ping", "push", "star"})
  void gitHubsOtherEventsAreRecognisedByTheirHeader(String event) {
    JsonNode body = parse("{\"action\": \"created\", \"package\": {}}");

    assertThat(reader().read(body, Map.of("X-GitHub-Event", event)::get))
        .isEqualTo(PushEvents.event(WebhookSource.GITHUB, List.of()));
  }

  @Test
  void aHeaderHidesNoOtherShape() {
    PushEvent event =
        reader().read(sample("distribution-push"), Map.of("X-GitHub-Event", "ping")::get);

    assertThat(event.source()).isEqualTo(WebhookSource.DISTRIBUTION);
    assertThat(event.pushed()).hasSize(2);
  }

  @Test
  void theOlderNamesOfPubSubServeToo() {
    ObjectNode body = (ObjectNode) sample("artifact-registry-tag");
    ((ObjectNode) body.get("message")).remove(List.of("messageId", "publishTime"));

    assertThat(reader().read(body)).isEqualTo(reader().read(sample("artifact-registry-tag")));
  }

  @Test
  void aTagAloneNamesAnImageOfArtifactRegistry() {
    assertThat(names(changed("artifact-registry-tag", "message.data.digest", "")))
        .containsExactly("europe-west3-docker.pkg.dev/team-project/images/shop:1.4");
  }

  @ParameterizedTest
  @CsvSource({
    "ghcr.io/team/shop, ghcr.io/team/shop:1.4@",
    "ghcr.io/team/shop:, ghcr.io/team/shop:1.4@",
    "ghcr.io/Team/Shop:1.4, ghcr.io/team/shop:1.4@",
    "containers.ghe.example.com/team/shop:1.4, containers.ghe.example.com/team/shop:1.4@",
  })
  void gitHubsUrlsComeInSeveralForms(String url, String expected) {
    JsonNode body =
        changed(
            "github-registry-package",
            "registry_package.package_version.package_url",
            PushEvents.quoted(url));

    assertThat(names(body)).containsExactly(expected + GITHUB);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "null", "{}", "{\"tag\": null}", "{\"tag\": {}}"})
  void gitHubsUrlHasTheTagAndTheVersionTheDigestWhereTheMetadataAreMissing(String metadata) {
    JsonNode body =
        changed("github-package", "package.package_version.container_metadata", metadata);

    assertThat(names(body)).containsExactly("ghcr.io/team/shop:1.4@" + GITHUB);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "null", "\"\"", "\"8001\""})
  void gitHubsVersionNeedNotBeADigestWhereThereIsATag(String version) {
    ObjectNode body =
        (ObjectNode) changed("github-package", "package.package_version.version", version);
    ((ObjectNode) body.at("/package/package_version")).remove("container_metadata");

    assertThat(names(body)).containsExactly("ghcr.io/team/shop:1.4");
  }

  /** Older servers of enterprises have a registry for Docker images alone. */
  @Test
  void gitHubsDockerImagesAreImages() {
    assertThat(
            names(
                changed("github-registry-package", "registry_package.package_type", "\"docker\"")))
        .containsExactly("ghcr.io/team/shop:1.4@" + GITHUB);
  }

  /** They send GitHub's headers, too. */
  @ParameterizedTest
  @ValueSource(strings = {"X-Gitea", "X-Forgejo"})
  void giteasPackagesAreNotTakenForGitHubs(String prefix) {
    Map<String, String> headers =
        Map.of(
            prefix + "-Event",
            "package",
            prefix + "-Delivery",
            "delivery-1",
            "X-GitHub-Event",
            "package",
            "X-GitHub-Delivery",
            "delivery-1");

    PushEvent event = reader().read(sample("gitea-package"), headers::get);

    assertThat(event.source()).isEqualTo(WebhookSource.GITEA);
    assertThat(names(event)).containsExactly("gitea.example.com:3000/team/shop:1.4");
    assertThat(event.pushed().get(0).eventId()).isEqualTo("delivery-1");
    assertThat(reader().read(sample("gitea-package"), Map.of("X-GitHub-Event", "package")::get))
        .isEqualTo(reader().read(sample("gitea-package")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"push", "repository", "release"})
  void giteasOtherEventsTellOfNoImage(String event) {
    JsonNode body = parse("{\"action\": \"created\", \"repository\": {}}");

    assertThat(reader().read(body, Map.of("X-Gitea-Event", event, "X-GitHub-Event", event)::get))
        .isEqualTo(PushEvents.event(WebhookSource.GITEA, List.of()));
  }

  /** A CloudEvent's attributes are headers in the other form of it. */
  @ParameterizedTest
  @ValueSource(strings = {"zot-image-updated", "harbor-cloudevents-push", "azure-cloudevents-push"})
  void attributesMayBeHeaders(String sample) {
    JsonNode event = sample(sample);
    Map<String, String> headers = new HashMap<>();
    event
        .properties()
        .forEach(
            field -> {
              if (field.getValue().isTextual()) {
                headers.put("ce-" + field.getKey(), field.getValue().textValue());
              }
            });

    assertThat(reader().read(event.get("data"), headers::get)).isEqualTo(reader().read(event));
  }

  @Test
  void headersOfACloudEventHideNoOtherShape() {
    Map<String, String> headers =
        Map.of("ce-specversion", "1.0", "ce-type", "com.example.forwarded", "ce-id", "1");

    assertThat(reader().read(sample("distribution-push"), headers::get))
        .isEqualTo(reader().read(sample("distribution-push")));
  }

  /** JSON format, section 3.1: data may be in base64, whatever they are. */
  @ParameterizedTest
  @ValueSource(strings = {"zot-image-updated", "harbor-cloudevents-push", "azure-cloudevents-push"})
  void dataOfACloudEventMayBePacked(String sample) {
    ObjectNode packed = (ObjectNode) sample(sample);
    byte[] data = packed.remove("data").toString().getBytes(UTF_8);
    packed.put("data_base64", Base64.getEncoder().encodeToString(data));

    assertThat(reader().read(packed)).isEqualTo(reader().read(sample(sample)));
    assertThat(reader().read(parse("[" + packed + "]"))).isEqualTo(reader().read(sample(sample)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"%%%", "eyJhIjog", "WzFd"})
  void dataThatCannotBeUnpackedAreMissing(String packed) {
    ObjectNode event = (ObjectNode) changed("zot-image-updated", "data", "null");
    event.put("data_base64", packed);

    assertThat(PushEvents.error(event)).startsWith("data");
  }

  /** As Eventarc does with Pub/Sub's messages. */
  @ParameterizedTest
  @ValueSource(strings = {"artifact-registry-tag", "distribution-push", "ecr-push"})
  void aPushEventMayBeForwardedInACloudEvent(String sample) {
    ObjectNode event =
        (ObjectNode) parse("{'specversion': '1.0', 'type': 'com.example.sent'}".replace('\'', '"'));
    event.set("data", sample(sample));

    assertThat(reader().read(event)).isEqualTo(reader().read(sample(sample)));
    event.set("data", parse("{}"));
    assertThat(PushEvents.error(event)).startsWith("request: is not a known push event");
  }

  @Test
  void zotsTypesMayBeginWithAnotherNamespace() {
    JsonNode body = changed("zot-image-updated", "type", "\"com.example.registry.image.updated\"");

    assertThat(reader().read(body)).isEqualTo(reader().read(sample("zot-image-updated")));
  }

  /** Unless its operator says where it is, zot names a site that is not its own. */
  @Test
  void zotHasToSayWhereItIs() {
    JsonNode body = changed("zot-image-updated", "source", "\"zotregistry.dev\"");

    assertThat(PushEvents.error(body))
        .isEqualTo(
            "source: is not a host by which an image is named, nor mapped to one:"
                + " \"zotregistry.dev\"");
    assertThat(names(reader(Map.of("zotregistry.dev", "zot.example.com:5000")).read(body)))
        .isEqualTo(names(sample("zot-image-updated")));
  }

  @Test
  void whatZotHasWithoutATagIsReferredToByItsDigest() {
    String digest = sample("zot-image-updated").at("/data/digest").textValue();

    assertThat(names(changed("zot-image-updated", "data.reference", PushEvents.quoted(digest))))
        .containsExactly("zot.example.com:5000/team/shop@" + digest);
  }

  /** The field that earlier documentation used for image ids. */
  @Test
  void quaysTagsMayStandInAnObject() {
    JsonNode body =
        changed("quay-push", "updated_tags", "{\"1.4\": \"b750fe79\", \"latest\": \"b750fe79\"}");

    assertThat(names(body))
        .containsExactly("quay.example.com/team/shop:1.4", "quay.example.com/team/shop:latest");
  }

  @Test
  void theTypeOfEventGridNeedNotBeWhole() {
    assertThat(reader().read(changed("azure-event-grid-push", "[0].eventType", "\"ImagePushed\"")))
        .isEqualTo(reader().read(sample("azure-event-grid-push")));
  }

  @Test
  void harborsOlderReleasesHaveAnotherWord() {
    assertThat(reader().read(changed("harbor-push", "type", "\"pushImage\"")))
        .isEqualTo(reader().read(sample("harbor-push")));
  }

  @Test
  void theAccountAndRegionOfACallServeWhereItNamesNone() {
    ObjectNode body = (ObjectNode) sample("ecr-cloudtrail-put");
    ((ObjectNode) body.at("/detail")).remove("awsRegion");
    ((ObjectNode) body.at("/detail/requestParameters")).remove("registryId");
    ((ObjectNode) body.at("/detail/responseElements/image")).remove("registryId");

    assertThat(names(body))
        .singleElement()
        .asString()
        .startsWith("109876543210.dkr.ecr.eu-central-1.amazonaws.com/team/shop:1.4@sha256:");
  }

  @Test
  void dockerHubsOfficialImagesHaveTheirWholeName() {
    assertThat(names(changed("docker-hub-push", "repository.repo_name", "\"shop\"")))
        .containsExactly("docker.io/library/shop:1.4");
  }

  /** Docker Hub's documentation has shown this time as a floating point number too. */
  @Test
  void aTimeMayBeAFloatingPointNumber() {
    assertThat(reader().read(changed("docker-hub-push", "push_data.pushed_at", "1.772600766e+09")))
        .isEqualTo(reader().read(sample("docker-hub-push")));
  }

  @ParameterizedTest
  @CsvSource({
    "distribution-push, events[2].timestamp, ''",
    "harbor-cloudevents-push, time, null",
    "ecr-push, time, ''",
    "github-package, package.updated_at, '\"0001-01-01T00:00:00Z\"'",
    "github-package, package.updated_at, null",
  })
  void notEveryEventSaysWhenItWas(String sample, String path, String json) {
    assertThat(reader().read(changed(sample, path, json)).pushed().get(0).occurredAt()).isEmpty();
  }

  /** Documentation has shown times that no calendar has; nothing depends on them. */
  @ParameterizedTest
  @CsvSource({
    "ecr-pull-through, time, '\"2023-02-29T02:36:48Z\"'",
    "ecr-push, time, 7",
    "ecr-cloudtrail-put, time, '\"2016-12-31T23:59:60Z\"'",
    "distribution-push, events[2].timestamp, '\"2016-12-31T23:59:60Z\"'",
    "gitlab-push, events[0].timestamp, '\"noon\"'",
    "azure-webhook-push, timestamp, '\"2026-03-04T05:06:07.0123456789Z\"'",
    "azure-event-grid-push, [0].eventTime, '\"2026-03-04T05:06:07.0123456789Z\"'",
    "azure-cloudevents-push, time, '\"2026-03-04T05:06:07+23:00\"'",
    "harbor-cloudevents-push, time, '\"2016-12-31T23:59:60Z\"'",
    "zot-image-updated, time, '\"2026-03-04T05:06:07-18:30\"'",
    "artifact-registry-tag, message.publishTime, '{}'",
    "gitea-package, package.created_at, '\"yesterday\"'",
    "github-package, package.updated_at, 7",
  })
  void aTimeThatIsNoneCostsNoImage(String sample, String path, String json) {
    assertThat(names(changed(sample, path, json))).isNotEmpty().isEqualTo(names(sample(sample)));
  }

  @Test
  void timesHaveOffsets() {
    JsonNode body = changed("ecr-push", "time", "\"2026-03-04T05:06:07.25+02:00\"");

    assertThat(reader().read(body).pushed().get(0).occurredAt())
        .contains(Instant.parse("2026-03-04T03:06:07.25Z"));
  }
}
