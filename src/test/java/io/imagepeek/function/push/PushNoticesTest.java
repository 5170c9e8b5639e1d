package io.imagepeek.function.push;

import static io.imagepeek.function.push.Notices.changed;
import static io.imagepeek.function.push.Notices.error;
import static io.imagepeek.function.push.Notices.names;
import static io.imagepeek.function.push.Notices.parse;
import static io.imagepeek.function.push.Notices.reader;
import static io.imagepeek.function.push.Notices.sample;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the documented notices of each sender tell; their sources stand beside the samples. */
class PushNoticesTest {

  private static final String AMD64 =
      "sha256:5861314d7fccb39c2192173240eab44fa35ca66426201ca2acd0630a6258dd51";
  private static final String INDEX =
      "sha256:1bc04b5291c26a46d918139138b992d2de976d6851d0893b0476b85bfbdfc6e6";
  private static final String HARBOR =
      "sha256:c1d64b2d4cb30f1be788cc4d246ddd9fc1fe85a3eb3a85a3de33829dfaf6ce7d";
  private static final String ECR =
      "sha256:02915c173f5b5238c520514331165c9c1e1d2a5a6d088b612fd675a5f265a853";
  private static final String GITHUB =
      "sha256:c0b0109d9439de57fe3cf03abeccbc52f4c98170c732d3b69af5e6395ace574e";
  private static final String GOOGLE =
      "sha256:bbdefa2950f49882f295b1285d4fa9dec45fc4144bfb07ee6acc68762d12c2e3";

  /** Ids that are made up are written out: a new release must not change them. */
  static Stream<Arguments> pushes() {
    return Stream.of(
        Arguments.of(
            "distribution-push",
            Sender.DISTRIBUTION,
            List.of(
                image(
                    "registry.example.com:5000/team/shop@" + AMD64,
                    "5f0c7e0a-1111-4a4a-8b8b-000000000002",
                    "2026-03-04T05:06:02.123456789Z"),
                image(
                    "registry.example.com:5000/team/shop:1.4@" + INDEX,
                    "5f0c7e0a-1111-4a4a-8b8b-000000000003",
                    "2026-03-04T05:06:03.123456789Z"))),
        Arguments.of(
            "harbor-cloudevents-push",
            Sender.HARBOR,
            List.of(
                image(
                    "harbor.example.com/team/shop:1.4@" + HARBOR,
                    "6c2b0d55-4444-4e4e-bfbf-000000000000",
                    "2026-03-04T05:06:06Z"))),
        Arguments.of(
            "harbor-push",
            Sender.HARBOR,
            List.of(
                image(
                    "harbor.example.com/team/shop:1.4@" + HARBOR,
                    "adc546e1b8517b0d0563707fc21f4466528664067593072655bfe02a4e54b4e2",
                    "2026-03-04T05:06:06Z"))),
        Arguments.of(
            "harbor-push-untagged",
            Sender.HARBOR,
            List.of(
                image(
                    "harbor.example.com/team/shop@" + HARBOR,
                    "08c0bf1b0ea66c906cf08142f94f654ca52177a7b60dbaf30c0af6443cbe0be3",
                    "2026-03-04T05:06:06Z"))),
        Arguments.of(
            "ecr-push",
            Sender.AMAZON_ECR,
            List.of(
                image(
                    "210987654321.dkr.ecr.eu-central-1.amazonaws.com/team/shop:1.4@" + ECR,
                    "71f4b3a6-6666-4040-9191-000000000000",
                    "2026-03-04T05:06:07Z"))),
        Arguments.of(
            "ecr-push-untagged-china",
            Sender.AMAZON_ECR,
            List.of(
                image(
                    "210987654321.dkr.ecr.cn-north-1.amazonaws.com.cn/team/shop@" + ECR,
                    "71f4b3a6-6666-4040-9191-000000000000",
                    "2026-03-04T05:06:07Z"))),
        Arguments.of(
            "docker-hub-push",
            Sender.DOCKER_HUB,
            List.of(
                image(
                    "docker.io/team/shop:1.4",
                    "56489768da9e9bed71150a3a3a3d526156a7eaa1f2d18f7e4064ddef2cfce154",
                    "2026-03-04T05:06:06Z"))),
        Arguments.of(
            "github-registry-package",
            Sender.GITHUB,
            List.of(
                image(
                    "ghcr.io/team/shop:1.4@" + GITHUB,
                    "6b4fdf23d256784bb97260f709086d0ebb2c47a1f9765c80952efb0bfef58502",
                    "2026-03-04T05:06:08Z"))),
        Arguments.of(
            "github-package",
            Sender.GITHUB,
            List.of(
                image(
                    "ghcr.io/team/shop:1.4@" + GITHUB,
                    "6b4fdf23d256784bb97260f709086d0ebb2c47a1f9765c80952efb0bfef58502",
                    "2026-03-04T05:06:08Z"))),
        Arguments.of(
            "github-registry-package-untagged",
            Sender.GITHUB,
            List.of(
                image(
                    "ghcr.io/team/shop@" + GITHUB,
                    "8fabe3749f61c972066a589248432522fcb490d82ced3dc870e5ccc39c2ce408",
                    "2026-03-04T05:06:08Z"))),
        Arguments.of(
            "artifact-registry-upload",
            Sender.GOOGLE_ARTIFACT_REGISTRY,
            List.of(
                image(
                    "europe-west3-docker.pkg.dev/team-project/images/shop@" + GOOGLE,
                    "11223344556677",
                    "2026-03-04T05:06:09.500Z"))),
        Arguments.of(
            "artifact-registry-tag",
            Sender.GOOGLE_ARTIFACT_REGISTRY,
            List.of(
                image(
                    "europe-west3-docker.pkg.dev/team-project/images/shop:1.4@" + GOOGLE,
                    "11223344556677",
                    "2026-03-04T05:06:09.500Z"))),
        Arguments.of(
            "artifact-registry-gcr",
            Sender.GOOGLE_ARTIFACT_REGISTRY,
            List.of(
                image(
                    "eu.gcr.io/team-project/shop:1.4@" + GOOGLE,
                    "11223344556677",
                    "2026-03-04T05:06:09.500Z"))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("pushes")
  void aPushIsTheImageThatWasPushed(String sample, Sender sender, List<PushedImage> pushed) {
    assertThat(reader().read(sample(sample))).isEqualTo(new PushNotice(sender, pushed));
  }

  /** Above all no pull: it would be answered with an inspection, which is a pull. */
  @ParameterizedTest
  @CsvSource({
    "distribution-pull, DISTRIBUTION",
    "harbor-pull, HARBOR",
    "harbor-cloudevents-pull, HARBOR",
    "ecr-delete, AMAZON_ECR",
    "ecr-scan, AMAZON_ECR",
    "github-registry-package-npm, GITHUB",
    "github-ping, GITHUB",
    "artifact-registry-delete, GOOGLE_ARTIFACT_REGISTRY",
  })
  void whatIsNoPushOfAnImageIsRecognisedAndEmpty(String sample, Sender sender) {
    assertThat(reader().read(sample(sample))).isEqualTo(new PushNotice(sender, List.of()));
  }

  @Test
  void everySampleNamesItsSource() throws IOException {
    String sources = Files.readString(Notices.FOLDER.resolve("README.md"));
    try (Stream<Path> files = Files.list(Notices.FOLDER)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .hasSizeGreaterThan(1)
          .filteredOn(name -> name.endsWith(".json"))
          .allSatisfy(name -> assertThat(sources).contains("| `" + name + "` |"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/vnd.oci.image.manifest.v1+json",
        "application/vnd.oci.image.index.v1+json",
        "application/vnd.docker.distribution.manifest.v2+json",
        "application/vnd.docker.distribution.manifest.list.v2+json",
        "application/vnd.docker.distribution.manifest.v1+json",
        "application/vnd.docker.distribution.manifest.v1+prettyjws",
      })
  void everyKindOfManifestCounts(String mediaType) {
    JsonNode body =
        changed("distribution-push", "events[0].target.mediaType", Notices.quoted(mediaType));

    assertThat(names(body)).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"application/octet-stream\"",
        "\"application/vnd.oci.image.config.v1+json\"",
        "\"application/vnd.oci.image.layer.v1.tar+gzip\"",
        "\"\"",
        "null",
        "",
      })
  void noBlobCounts(String mediaType) {
    JsonNode body = changed("distribution-push", "events[3].target.mediaType", mediaType);

    assertThat(names(body)).containsExactly("registry.example.com:5000/team/shop@" + AMD64);
  }

  @ParameterizedTest
  @ValueSource(strings = {"pull", "mount", "delete", "PUSH", "pushed"})
  void onlyPushesOfADistributionRegistryCount(String action) {
    JsonNode body = changed("distribution-push", "events[3].action", Notices.quoted(action));

    assertThat(names(body)).containsExactly("registry.example.com:5000/team/shop@" + AMD64);
  }

  @ParameterizedTest
  @CsvSource({
    "harbor-push, type, DELETE_ARTIFACT",
    "harbor-push, type, SCANNING_COMPLETED",
    "harbor-cloudevents-push, type, harbor.tag.created",
    "harbor-cloudevents-push, type, harbor.replication.status.changed",
    "ecr-push, detail-type, ECR Pull Through Cache Action",
    "ecr-push, detail.action-type, DELETE",
    "ecr-push, detail.result, FAILURE",
    "github-registry-package, action, deleted",
    "github-registry-package, registry_package.package_type, docker",
    "artifact-registry-tag, message.data.action, DELETE",
  })
  void onlyPushesThatSucceededCount(String sample, String path, String value) {
    assertThat(names(changed(sample, path, Notices.quoted(value)))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "\"events\"",
        "null",
        "42",
        "{\"events\": {}}",
        "{\"events\": \"[]\"}",
        "{\"type\": \"PULL_ARTIFACT\"}",
        "{\"type\": [\"PUSH_ARTIFACT\"]}",
        "{\"source\": \"aws.s3\", \"detail-type\": \"ECR Image Action\"}",
        "{\"message\": \"data\"}",
        "{\"package\": {}}",
        "{\"imageName\": \"alpine\"}",
      })
  void anUnknownShapeIsToldTheKnownOnes(String json) {
    assertThat(error(parse(json)))
        .startsWith("request: has no shape of a push notice that is known; known are: ")
        .contains("Docker registry (distribution) {\"events\": [...]}; Harbor {\"type\": ")
        .contains("; Amazon ECR {\"source\": \"aws.ecr\"", "; Docker Hub {\"push_data\": ")
        .contains("; Google Artifact Registry {\"message\": ", "; GitHub {\"action\": ");
  }

  @Test
  void sendersThatDeliverAgainAreKnown() {
    assertThat(Sender.values())
        .filteredOn(Sender::redelivers)
        .containsExactly(
            Sender.DISTRIBUTION, Sender.HARBOR, Sender.AMAZON_ECR, Sender.GOOGLE_ARTIFACT_REGISTRY);
  }

  private static PushedImage image(String name, String id, String time) {
    return new PushedImage(name, id, Optional.of(Instant.parse(time)));
  }
}
