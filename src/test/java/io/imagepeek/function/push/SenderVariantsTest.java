package io.imagepeek.function.push;

import static io.imagepeek.function.push.Notices.changed;
import static io.imagepeek.function.push.Notices.names;
import static io.imagepeek.function.push.Notices.parse;
import static io.imagepeek.function.push.Notices.reader;
import static io.imagepeek.function.push.Notices.sample;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What senders write in more than one way, or leave out. */
class SenderVariantsTest {

  private static final String GITHUB =
      "sha256:c0b0109d9439de57fe3cf03abeccbc52f4c98170c732d3b69af5e6395ace574e";

  @ParameterizedTest
  @CsvSource({
    "github-registry-package, action, updated",
    "github-registry-package, registry_package.package_type, container",
  })
  void otherWordsForTheSameCountToo(String sample, String path, String value) {
    assertThat(names(changed(sample, path, Notices.quoted(value)))).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ping", "push", "star"})
  void gitHubsOtherEventsAreRecognisedByTheirHeader(String event) {
    JsonNode body = parse("{\"action\": \"created\", \"package\": {}}");

    assertThat(reader().read(body, Map.of("X-GitHub-Event", event)::get))
        .isEqualTo(new PushNotice(Sender.GITHUB, List.of()));
  }

  @Test
  void aHeaderHidesNoOtherShape() {
    PushNotice notice =
        reader().read(sample("distribution-push"), Map.of("X-GitHub-Event", "ping")::get);

    assertThat(notice.sender()).isEqualTo(Sender.DISTRIBUTION);
    assertThat(notice.pushed()).hasSize(2);
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
            Notices.quoted(url));

    assertThat(names(body)).containsExactly(expected + GITHUB);
  }

  @Test
  void gitHubsUrlHasTheTagWhereTheMetadataAreMissing() {
    JsonNode body = changed("github-package", "package.package_version.container_metadata", "");

    assertThat(names(body)).containsExactly("ghcr.io/team/shop:1.4");
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

  @Test
  void timesHaveOffsets() {
    JsonNode body = changed("ecr-push", "time", "\"2026-03-04T05:06:07.25+02:00\"");

    assertThat(reader().read(body).pushed().get(0).occurredAt())
        .contains(Instant.parse("2026-03-04T03:06:07.25Z"));
  }
}
