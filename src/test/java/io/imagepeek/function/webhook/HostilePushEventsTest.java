package io.imagepeek.function.webhook;

import static io.imagepeek.function.webhook.PushEvents.changed;
import static io.imagepeek.function.webhook.PushEvents.error;
import static io.imagepeek.function.webhook.PushEvents.names;
import static io.imagepeek.function.webhook.PushEvents.quoted;
import static io.imagepeek.function.webhook.PushEvents.reader;
import static io.imagepeek.function.webhook.PushEvents.sample;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imagepeek.image.ImageReference;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Any client can send a push event: what it can do, and what not. */
class HostilePushEventsTest {

  private static final String HOST = "events[3].request.host";
  private static final String REPOSITORY = "events[3].target.repository";
  private static final String MEGABYTE = "a".repeat(1 << 20);

  /** No rule on addresses applies here: the inspection applies them to each host. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "169.254.169.254",
        "169.254.169.254:80",
        "[fd00:ec2::254]",
        "[::ffff:a9fe:a9fe]:80",
        "localhost",
        "localhost:22",
        "metadata.google.internal",
      })
  void aHostIsHandedOnAsItIs(String host) {
    assertThat(names(changed("distribution-push", HOST, quoted(host))))
        .last()
        .satisfies(name -> assertThat(ImageReference.parse(name, null).host()).isEqualTo(host));
  }

  /** A name that begins with one of these would be another registry's than the event's. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "registry",
        "library",
        "docker.io/evil",
        "evil.example.com/docker.io",
        "a.example.com:0",
        "a.example.com:65536",
        "a.example.com:x",
        "a.example.com:",
        "user@a.example.com",
        "user:pass@a.example.com",
        "a..example.com",
        "-a.example.com",
        "a.example.com\r\nX-Evil: 1",
        "a.example.com\u0000",
        "a.example.com#",
        "a.example.com?x",
        "a.example.com\\",
        "%61.example.com",
        "ä.example.com",
        "[::1",
        "[fe80::1%25eth0]",
        "http://a.example.com",
        " a.example.com",
        "/",
      })
  void whatIsNoHostIsRefused(String host) {
    assertThat(error(changed("distribution-push", HOST, quoted(host))))
        .startsWith(HOST + ": is not a host by which an image is named, nor mapped to one: \"")
        .satisfies(HostilePushEventsTest::isHarmless);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../../v2/other/manifests/latest",
        "team/../../etc/passwd",
        "team//shop",
        "/team/shop",
        "team/shop/",
        "team/shop:1.4",
        "team/shop:latest",
        "team/shop@sha256:1bc04b5291c26a46d918139138b992d2de976d6851d0893b0476b85bfbdfc6e6",
        "team/shop?x=y",
        "team/shop#x",
        "team/%2e%2e/shop",
        "team/shop\r\nHost: evil.example.com",
        "team/shop\u0000",
        "team/shop\u202egnp",
        "team/ѕhop",
        "Team/shop",
        "team/shop ",
        "\ud800",
      })
  void whatIsNoRepositoryIsRefused(String repository) {
    assertThat(error(changed("distribution-push", REPOSITORY, quoted(repository))))
        .startsWith(REPOSITORY + ": ")
        .satisfies(HostilePushEventsTest::isHarmless);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-x", ".x", "a b", "a/b", "a:b", "a@b", "\n", "é", "..", "a\u0000"})
  void whatIsNoTagIsRefused(String tag) {
    assertThat(error(changed("distribution-push", "events[3].target.tag", quoted(tag))))
        .startsWith("events[3].target.tag: a tag must have 1 to 128 letters, ")
        .satisfies(HostilePushEventsTest::isHarmless);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sha256:abc",
        "md5:d41d8cd98f00b204e9800998ecf8427e",
        "latest",
        "sha256:../../../../../../../../../../../../../../../../../../../../../aa",
        "sha256:1BC04B5291C26A46D918139138B992D2DE976D6851D0893B0476B85BFBDFC6E6",
        "sha256:1bc04b5291c26a46d918139138b992d2de976d6851d0893b0476b85bfbdfc6e6\n",
      })
  void whatIsNoDigestIsRefused(String digest) {
    assertThat(error(changed("distribution-push", "events[3].target.digest", quoted(digest))))
        .startsWith("events[3].target.digest: ")
        .satisfies(HostilePushEventsTest::isHarmless);
  }

  /** Docker Hub's and Amazon's events name no host: nothing in them may become one. */
  @ParameterizedTest
  @CsvSource({
    "docker-hub-push, repository.repo_name, evil.example.com/shop, docker.io/evil.example.com/shop",
    "docker-hub-push, repository.repo_name, localhost/shop, docker.io/localhost/shop",
    "ecr-push, detail.repository-name, evil.example.com/shop,"
        + " 210987654321.dkr.ecr.eu-central-1.amazonaws.com/evil.example.com/shop",
  })
  void aRepositoryIsNoHost(String sample, String path, String value, String expected) {
    assertThat(names(changed(sample, path, quoted(value))))
        .singleElement()
        .asString()
        .startsWith(expected + ":1.4");
  }

  @ParameterizedTest
  @CsvSource({
    "harbor-push, event_data.resources[0].resource_url, registry/team/shop:1.4",
    "harbor-push, event_data.resources[0].resource_url, harbor.example.com/team/../shop:1.4",
    "harbor-push, event_data.resources[0].resource_url, harbor.example.com/:1.4",
    "harbor-push, event_data.resources[0].resource_url, /team/shop:1.4",
    "harbor-push, event_data.resources[0].resource_url, https://harbor.example.com/team/shop:1.4",
    "harbor-push, event_data.resources[0].tag, a b",
    "harbor-push, event_data.resources[0].digest, sha256:x",
    "harbor-cloudevents-push, data.resources[0].resource_url, harbor.example.com/A:1",
    "ecr-push, detail.repository-name, ../x",
    "ecr-push, detail.image-tag, a b",
    "ecr-push, detail.image-digest, sha256:x",
    "docker-hub-push, repository.repo_name, team/shop:2",
    "docker-hub-push, push_data.tag, 1.4@sha256:x",
    "github-package, package.package_version.package_url, https://ghcr.io/team/shop:1.4",
    "github-package, package.package_version.package_url, ghcr.io/team/sh op:1.4",
    "github-package, package.package_version.container_metadata.tag.name, a b",
    "github-package, package.package_version.container_metadata.tag.digest, sha256:x",
    "github-registry-package-bare, registry_package.package_version.version, sha256:x",
    "ecr-replication, detail.repository-name, ../x",
    "ecr-pull-through, detail.image-tag, a b",
    "ecr-cloudtrail-put, detail.responseElements.image.repositoryName, a/../b",
    "azure-event-grid-push, [0].data.request.host, registry",
    "azure-event-grid-push, [0].data.target.repository, team/shop:2",
    "azure-cloudevents-push, data.target.digest, sha256:x",
    "azure-webhook-push, target.tag, a b",
    "quay-push, docker_url, registry/team/shop",
    "quay-push, updated_tags[0], a b",
    "quay-build, manifest_digests[0], a.b/c@sha256:x",
    "gitea-package, package.name, ../x",
    "gitea-package, package.version, sha256:x",
    "zot-image-updated, source, registry",
    "zot-image-updated, data.name, team/shop:2",
    "zot-image-updated, data.reference, a b",
    "artifact-registry-upload, message.data.digest, a.b/c/../d@sha256:x",
    "artifact-registry-upload, message.data.digest, a.b/c@sha256:x",
    "artifact-registry-upload, message.data.digest, a.b/c@sha256:x@sha256:y",
  })
  void everySourcesValuesAreChecked(String sample, String path, String value) {
    assertThat(error(changed(sample, path, quoted(value))))
        .startsWith(path + ": ")
        .contains("\"")
        .doesNotContain("imageName", "imageTag")
        .satisfies(HostilePushEventsTest::isHarmless);
  }

  @ParameterizedTest
  @CsvSource({
    "distribution-push, events[3].target.repository",
    "distribution-push, events[3].target.tag",
    "distribution-push, events[3].target.digest",
    "distribution-push, events[3].request.host",
    "distribution-push, events[3].id",
    "harbor-push, event_data.resources[0].resource_url",
    "harbor-cloudevents-push, id",
    "ecr-push, account",
    "ecr-push, region",
    "docker-hub-push, repository.repo_name",
    "github-package, package.package_version.package_url",
    "azure-event-grid-validation, [0].data.validationCode",
    "quay-push, updated_tags[0]",
    "gitea-package, package.version",
    "zot-image-updated, source",
    "artifact-registry-tag, message.messageId",
    "artifact-registry-tag, message.data.tag",
  })
  void aMegabyteIsNotRepeated(String sample, String path) {
    assertThat(error(changed(sample, path, quoted(MEGABYTE))))
        .startsWith(path + ": ")
        .hasSizeLessThan(400);
  }

  @Test
  void nestedNamesAreNotRepeatedInPaths() {
    JsonNode body =
        changed("distribution-push", "events[3]", "{\"" + "a".repeat(10_000) + "\": 1}");

    assertThat(error(body)).isEqualTo("events[3].action: is missing");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b", "a\r\nb", "a\u0000", "é", "\t"})
  void anIdIsVisible(String id) {
    String problem = "must be 1 to 256 visible ASCII characters";

    assertThat(error(changed("ecr-push", "id", quoted(id)))).isEqualTo("id: " + problem);
    assertThat(
            error(
                sample("github-package"),
                Map.of("X-GitHub-Event", "package", "X-GitHub-Delivery", id)::get))
        .isEqualTo("X-GitHub-Delivery: " + problem);
  }

  @ParameterizedTest
  @CsvSource({"256, true", "257, false"})
  void anIdIsShort(int length, boolean accepted) {
    JsonNode body = changed("ecr-push", "id", quoted("x".repeat(length)));

    if (accepted) {
      assertThat(names(body)).hasSize(1);
    } else {
      assertThat(error(body)).startsWith("id: ");
    }
  }

  /** Of several images in one event each has an id of its own, which is no longer than others. */
  @Test
  void theIdOfAPartIsShortToo() {
    JsonNode body = changed("harbor-cloudevents-push", "id", quoted("x".repeat(256)));
    ArrayNode resources = (ArrayNode) body.at("/data/resources");
    resources.add(((ObjectNode) resources.get(0).deepCopy()).put("tag", "other"));

    List<String> ids = reader().read(body).pushed().stream().map(PushedImage::eventId).toList();

    assertThat(ids).hasSize(2).doesNotHaveDuplicates().allMatch(id -> id.length() <= 256);
    assertThat(reader().read(body).pushed().get(1).eventId()).isEqualTo(ids.get(1));
  }

  @Test
  void whatIsPackedWithinThePackedIsNotUnpacked() {
    JsonNode inner = sample("artifact-registry-tag").at("/message/data");

    assertThat(error(changed("artifact-registry-tag", "message.data.tag", inner.toString())))
        .startsWith("message.data.tag: must begin with a host and a slash: ");
  }

  private static void isHarmless(String error) {
    assertThat(error).matches("[\\x20-\\x7e…]+");
  }
}
