package io.imagepeek.function.webhook;

import static io.imagepeek.function.webhook.PushEvents.changed;
import static io.imagepeek.function.webhook.PushEvents.error;
import static io.imagepeek.function.webhook.PushEvents.names;
import static io.imagepeek.function.webhook.PushEvents.parse;
import static io.imagepeek.function.webhook.PushEvents.reader;
import static io.imagepeek.function.webhook.PushEvents.sample;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.imagepeek.image.Digest;
import io.imagepeek.image.DigestAlgorithm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The documented push events of each source; a file beside the samples lists the documents. */
class PushEventReaderTest {

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
            WebhookSource.DISTRIBUTION,
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
            WebhookSource.HARBOR,
            List.of(
                image(
                    "harbor.example.com/team/shop:1.4@" + HARBOR,
                    "6c2b0d55-4444-4e4e-bfbf-000000000000",
                    "2026-03-04T05:06:06Z"))),
        Arguments.of(
            "harbor-push",
            WebhookSource.HARBOR,
            List.of(
                image(
                    "harbor.example.com/team/shop:1.4@" + HARBOR,
                    "adc546e1b8517b0d0563707fc21f4466528664067593072655bfe02a4e54b4e2",
                    "2026-03-04T05:06:06Z"))),
        Arguments.of(
            "harbor-push-untagged",
            WebhookSource.HARBOR,
            List.of(
                image(
                    "harbor.example.com/team/shop@" + HARBOR,
                    "08c0bf1b0ea66c906cf08142f94f654ca52177a7b60dbaf30c0af6443cbe0be3",
                    "2026-03-04T05:06:06Z"))),
        Arguments.of(
            "ecr-push",
            WebhookSource.AMAZON_ECR,
            List.of(
                image(
                    "210987654321.dkr.ecr.eu-central-1.amazonaws.com/team/shop:1.4@" + ECR,
                    "71f4b3a6-6666-4040-9191-000000000000",
                    "2026-03-04T05:06:07Z"))),
        Arguments.of(
            "ecr-push-untagged-china",
            WebhookSource.AMAZON_ECR,
            List.of(
                image(
                    "210987654321.dkr.ecr.cn-north-1.amazonaws.com.cn/team/shop@" + ECR,
                    "71f4b3a6-6666-4040-9191-000000000000",
                    "2026-03-04T05:06:07Z"))),
        Arguments.of(
            "docker-hub-push",
            WebhookSource.DOCKER_HUB,
            List.of(
                image(
                    "docker.io/team/shop:1.4",
                    "56489768da9e9bed71150a3a3a3d526156a7eaa1f2d18f7e4064ddef2cfce154",
                    "2026-03-04T05:06:06Z"))),
        Arguments.of(
            "github-registry-package",
            WebhookSource.GITHUB,
            List.of(
                image(
                    "ghcr.io/team/shop:1.4@" + GITHUB,
                    "6b4fdf23d256784bb97260f709086d0ebb2c47a1f9765c80952efb0bfef58502",
                    "2026-03-04T05:06:08Z"))),
        Arguments.of(
            "github-package",
            WebhookSource.GITHUB,
            List.of(
                image(
                    "ghcr.io/team/shop:1.4@" + GITHUB,
                    "6b4fdf23d256784bb97260f709086d0ebb2c47a1f9765c80952efb0bfef58502",
                    "2026-03-04T05:06:08Z"))),
        Arguments.of(
            "github-registry-package-untagged",
            WebhookSource.GITHUB,
            List.of(
                image(
                    "ghcr.io/team/shop@" + GITHUB,
                    "8fabe3749f61c972066a589248432522fcb490d82ced3dc870e5ccc39c2ce408",
                    "2026-03-04T05:06:08Z"))),
        Arguments.of(
            "artifact-registry-upload",
            WebhookSource.GOOGLE_ARTIFACT_REGISTRY,
            List.of(
                image(
                    "europe-west3-docker.pkg.dev/team-project/images/shop@" + GOOGLE,
                    "11223344556677",
                    "2026-03-04T05:06:09.500Z"))),
        Arguments.of(
            "artifact-registry-tag",
            WebhookSource.GOOGLE_ARTIFACT_REGISTRY,
            List.of(
                image(
                    "europe-west3-docker.pkg.dev/team-project/images/shop:1.4@" + GOOGLE,
                    "11223344556677",
                    "2026-03-04T05:06:09.500Z"))),
        Arguments.of(
            "artifact-registry-gcr",
            WebhookSource.GOOGLE_ARTIFACT_REGISTRY,
            List.of(
                image(
                    "eu.gcr.io/team-project/shop:1.4@" + GOOGLE,
                    "11223344556677",
                    "2026-03-04T05:06:09.500Z"))));
  }

  /** The same for the sources that were added later. */
  static Stream<Arguments> laterPushes() {
    return Stream.of(
        Arguments.of(
            "ecr-push-sovereign",
            WebhookSource.AMAZON_ECR,
            List.of(
                image(
                    "210987654321.dkr.ecr.eusc-de-east-1.amazonaws.eu/team/shop:1.4@" + ECR,
                    "71f4b3a6-6666-4040-9191-000000000000",
                    "2026-03-04T05:06:07Z"))),
        Arguments.of(
            "ecr-replication",
            WebhookSource.AMAZON_ECR,
            List.of(
                image(
                    "210987654321.dkr.ecr.eu-central-1.amazonaws.com/team/shop:1.4@" + ECR,
                    "71f4b3a6-6666-4040-9191-000000000000",
                    "2026-03-04T05:06:07Z"))),
        Arguments.of(
            "ecr-pull-through",
            WebhookSource.AMAZON_ECR,
            List.of(
                image(
                    "210987654321.dkr.ecr.eu-central-1.amazonaws.com/team/shop:1.4@" + ECR,
                    "71f4b3a6-6666-4040-9191-000000000000",
                    "2026-03-04T05:06:07Z"))),
        Arguments.of(
            "ecr-cloudtrail-put",
            WebhookSource.AMAZON_ECR,
            List.of(
                image(
                    "210987654321.dkr.ecr.eu-central-1.amazonaws.com/team/shop:1.4@" + ECR,
                    "71f4b3a6-6666-4040-9191-000000000000",
                    "2026-03-04T05:06:07Z"))),
        Arguments.of(
            "ecr-restore",
            WebhookSource.AMAZON_ECR,
            List.of(
                image(
                    "210987654321.dkr.ecr.eu-central-1.amazonaws.com/team/shop@" + ECR,
                    "71f4b3a6-6666-4040-9191-000000000000",
                    "2026-03-04T05:06:07Z"))),
        Arguments.of(
            "gitlab-push",
            WebhookSource.DISTRIBUTION,
            List.of(
                image(
                    "registry.gitlab.example.com/group/project/shop:1.4@" + word("gitlab"),
                    "6a0c7e0a-cccc-4a4a-8b8b-000000000001",
                    "2026-03-04T05:06:11.123456789Z"))),
        Arguments.of(
            "github-registry-package-bare",
            WebhookSource.GITHUB,
            List.of(
                image(
                    "ghcr.io/team/shop@" + GITHUB,
                    "8fabe3749f61c972066a589248432522fcb490d82ced3dc870e5ccc39c2ce408",
                    "2026-03-04T05:06:08Z"))),
        Arguments.of(
            "azure-event-grid-push",
            WebhookSource.AZURE_EVENT_GRID,
            List.of(
                image(
                    "teamshop.azurecr.io/team/shop:1.4@" + word("azure"),
                    "831e1650-9999-4b4b-8c8c-000000000000",
                    "2026-03-04T05:06:10.654961400Z"))),
        Arguments.of(
            "azure-cloudevents-push",
            WebhookSource.AZURE_EVENT_GRID,
            List.of(
                image(
                    "teamshop.azurecr.io/team/shop:1.4@" + word("azure"),
                    "831e1650-9999-4b4b-8c8c-000000000000",
                    "2026-03-04T05:06:10.654961400Z"))),
        Arguments.of(
            "azure-webhook-push",
            WebhookSource.AZURE_WEBHOOK,
            List.of(
                image(
                    "teamshop.azurecr.io/team/shop:1.4@" + word("azure"),
                    "0c6b7d1e-8888-4c4c-9d9d-000000000000",
                    "2026-03-04T05:06:10.276585742Z"))),
        Arguments.of(
            "quay-push",
            WebhookSource.QUAY,
            List.of(
                image(
                    "quay.example.com/team/shop:1.4",
                    "61ca0784318b64d9a5984f64e90f8f56125a5b7a5b9f86c816703555d8248741",
                    null))),
        Arguments.of(
            "quay-build",
            WebhookSource.QUAY,
            List.of(
                image(
                    "quay.example.com/team/shop@" + word("quay"),
                    "166f95cd421df12d965d5a69abd21d518ead1a76bca84510eb7396dfd1a96797",
                    null))),
        Arguments.of(
            "gitea-package",
            WebhookSource.GITEA,
            List.of(
                image(
                    "gitea.example.com:3000/team/shop:1.4",
                    "7e3938c494c0069385173cddf1fd24de0263d4bbdfddf675a1cbaf3a0bbb1ac1",
                    "2026-03-04T05:06:11Z"))),
        Arguments.of(
            "gitea-package-untagged",
            WebhookSource.GITEA,
            List.of(
                image(
                    "gitea.example.com:3000/team/web/shop@" + word("gitea"),
                    "27eb84beb016ccbfff6fefec2508794aef1017d37f309c7cb85d46f53a907e98",
                    "2026-03-04T05:06:11Z"))),
        Arguments.of(
            "zot-image-updated",
            WebhookSource.ZOT,
            List.of(
                image(
                    "zot.example.com:5000/team/shop:1.4@" + word("zot"),
                    "3f9d2c71-bbbb-4f4f-9a9a-000000000000",
                    "2026-03-04T05:06:12.5Z"))));
  }

  /** The digests of the samples are those of words. */
  private static String word(String word) {
    return Digest.of(DigestAlgorithm.SHA256, word.getBytes(UTF_8)).toString();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({"pushes", "laterPushes"})
  void aPushIsTheImageThatWasPushed(String sample, WebhookSource source, List<PushedImage> pushed) {
    assertThat(reader().read(sample(sample))).isEqualTo(PushEvents.event(source, pushed));
  }

  /** Above all no pull: it would cause an inspection, which is a pull. */
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
    "ecr-archive, AMAZON_ECR",
    "gitlab-rename, DISTRIBUTION",
    "azure-event-grid-delete, AZURE_EVENT_GRID",
    "quay-vulnerability, QUAY",
    "gitea-package-npm, GITEA",
    "gitea-package-deleted, GITEA",
    "zot-image-deleted, ZOT",
    "zot-repository-created, ZOT",
  })
  void whatIsNoPushOfAnImageIsRecognisedAndEmpty(String sample, WebhookSource source) {
    assertThat(reader().read(sample(sample))).isEqualTo(PushEvents.event(source, List.of()));
  }

  @Test
  void everySampleNamesItsSource() throws IOException {
    String sources = Files.readString(PushEvents.FOLDER.resolve("README.md"));
    try (Stream<Path> files = Files.list(PushEvents.FOLDER)) {
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
        changed("distribution-push", "events[0].target.mediaType", PushEvents.quoted(mediaType));

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
    JsonNode body = changed("distribution-push", "events[3].action", PushEvents.quoted(action));

    assertThat(names(body)).containsExactly("registry.example.com:5000/team/shop@" + AMD64);
  }

  @ParameterizedTest
  @CsvSource({
    "harbor-push, type, DELETE_ARTIFACT",
    "harbor-push, type, SCANNING_COMPLETED",
    "harbor-push, type, REPLICATION",
    "harbor-push, type, pullImage",
    "harbor-cloudevents-push, type, harbor.replication.status.changed",
    "ecr-push, detail-type, ECR Referrer Action",
    "ecr-replication, detail.result, FAILED",
    "ecr-pull-through, detail.sync-status, FAILED",
    "ecr-cloudtrail-put, detail.eventName, BatchDeleteImage",
    "ecr-cloudtrail-put, detail.errorCode, ImageAlreadyExistsException",
    "azure-webhook-push, action, ping",
    "azure-webhook-push, action, chart_push",
    "azure-event-grid-push, [0].eventType, Microsoft.EventGrid.SubscriptionDeletedEvent",
    "zot-image-updated, type, zotregistry.image.lint_failed",
    "ecr-push, detail.action-type, DELETE",
    "ecr-push, detail.result, FAILURE",
    "github-registry-package, action, deleted",
    "github-registry-package, registry_package.package_type, NuGet",
    "artifact-registry-tag, message.data.action, DELETE",
  })
  void onlyPushesThatSucceededCount(String sample, String path, String value) {
    assertThat(names(changed(sample, path, PushEvents.quoted(value)))).isEmpty();
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
        .startsWith("request: is not a known push event; known are: ")
        .contains("Docker registry (distribution) {\"events\": [...]}; Harbor {\"type\": ")
        .contains("; Amazon ECR {\"source\": \"aws.ecr\"", "; Docker Hub {\"push_data\": ")
        .contains("; Google Artifact Registry {\"message\": ", "; GitHub {\"action\": ")
        .contains("; Azure Container Registry (Event Grid) [{", "; Quay {", "; zot {")
        .contains("; Azure Container Registry (webhook) {", "; Gitea, Forgejo {");
  }

  @Test
  void sourcesThatDeliverAgainAreKnown() {
    assertThat(WebhookSource.values())
        .filteredOn(WebhookSource::redelivers)
        .containsExactly(
            WebhookSource.DISTRIBUTION,
            WebhookSource.HARBOR,
            WebhookSource.AMAZON_ECR,
            WebhookSource.GOOGLE_ARTIFACT_REGISTRY,
            WebhookSource.AZURE_EVENT_GRID,
            WebhookSource.QUAY);
  }

  private static PushedImage image(String name, String id, @Nullable String time) {
    return new PushedImage(name, id, Optional.ofNullable(time).map(Instant::parse));
  }
}
