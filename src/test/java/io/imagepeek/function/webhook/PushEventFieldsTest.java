package io.imagepeek.function.webhook;

import static io.imagepeek.function.webhook.PushEvents.changed;
import static io.imagepeek.function.webhook.PushEvents.error;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A push event with a missing or wrong field: the error names the field. */
class PushEventFieldsTest {

  /** What is missing where all that it would be in is. */
  private static final Map<String, String> WITHIN =
      Map.of(
          "message.data", "message.data.action: is missing",
          "[0].data", "[0].data.request.host: is missing, and so is [0].data.target.url",
          "request", "request.host: is missing, and so is target.url");

  @ParameterizedTest(name = "{0} {1}={2}")
  @CsvSource(
      delimiter = '|',
      emptyValue = "",
      nullValues = "-",
      textBlock =
          """
          distribution-push | events[2]                   | 7      | must be an object
          distribution-push | events[2].action            | ''     | is missing
          distribution-push | events[2].action            | null   | is missing
          distribution-push | events[2].action            | 7      | must be a string
          distribution-push | events[2].action            | ""     | is empty
          distribution-push | events[2].target            | "x"    | must be an object
          distribution-push | events[2].target.mediaType  | 7      | must be a string
          distribution-push | events[2].target.repository | ''     | is missing
          distribution-push | events[2].target.repository | ["x"]  | must be a string
          distribution-push | events[2].target.repository | ""     | is empty
          distribution-push | events[2].target.digest     | ''     | is missing
          distribution-push | events[2].target.digest     | false  | must be a string
          distribution-push | events[2].target.tag        | 1.4    | must be a string
          distribution-push | events[2].request           | []     | must be an object
          distribution-push | events[2].request.host      | 5000   | must be a string
          distribution-push | events[2].id                | ''     | is missing
          distribution-push | events[2].id                | 7      | must be a string
          harbor-push | occur_at                             | ''    | is missing
          harbor-push | occur_at                             | "7"   | must be a number
          harbor-push | occur_at                             | -1    | is not a time in seconds since 1970
          harbor-push | occur_at                             | 1e999 | is not a time in seconds since 1970
          harbor-push | occur_at                             | 1.5   | is not a time in seconds since 1970
          harbor-push | occur_at                             | 99999999999999999999999 | is not a time in seconds since 1970
          harbor-push | event_data                           | []    | must be an object
          harbor-push | event_data.resources                 | ''    | is missing
          harbor-push | event_data.resources                 | {}    | must be an array
          harbor-push | event_data.resources[0]              | "x"   | must be an object
          harbor-push | event_data.resources[0].digest       | ''    | is missing
          harbor-push | event_data.resources[0].digest       | 7     | must be a string
          harbor-push | event_data.resources[0].tag          | 7     | must be a string
          harbor-push | event_data.resources[0].resource_url | ''    | is missing
          harbor-push | event_data.resources[0].resource_url | 7     | must be a string
          harbor-push | event_data.resources[0].resource_url | "shop:1.4" | must begin with a host and a slash: "shop:1.4"
          harbor-cloudevents-push | id                             | '' | is missing
          harbor-cloudevents-push | id                             | 7  | must be a string
          harbor-cloudevents-push | data                           | 7  | must be an object
          harbor-cloudevents-push | data.resources                 | '' | is missing
          harbor-cloudevents-push | data.resources[0].resource_url | '' | is missing
          ecr-push | detail-type            | ''  | is missing
          ecr-push | detail-type            | 7   | must be a string
          ecr-push | detail                 | 7   | must be an object
          ecr-push | detail.action-type     | ''  | is missing
          ecr-push | detail.result          | ''  | is missing
          ecr-push | detail.repository-name | ''  | is missing
          ecr-push | detail.image-digest    | ''  | is missing
          ecr-push | detail.image-tag       | 1.4 | must be a string
          ecr-push | id                     | ''  | is missing
          ecr-push | account                | ''  | is missing
          ecr-push | account                | 210987654321 | must be a string
          ecr-push | account                | "21098765432" | must be 12 digits: "21098765432"
          ecr-push | account                | "2109876543210" | must be 12 digits: "2109876543210"
          ecr-push | account                | "٢١٠٩٨٧٦٥٤٣٢١" | must be 12 digits: "????????????"
          ecr-push | account                | "evil.com/2109" | must be 12 digits: "evil.com/2109"
          ecr-push | region                 | ''  | is missing
          ecr-push | region                 | "eu-central-1.evil.com/x" | has not the form of a region: "eu-central-1.evil.com/x"
          ecr-push | region                 | "EU-central-1" | has not the form of a region: "EU-central-1"
          ecr-push | region                 | "europe" | has not the form of a region: "europe"
          docker-hub-push | push_data            | 7    | must be an object
          docker-hub-push | push_data.tag        | ''   | is missing
          docker-hub-push | push_data.tag        | ""   | is empty
          docker-hub-push | push_data.tag        | 1.4  | must be a string
          docker-hub-push | push_data.pushed_at  | ''   | is missing
          docker-hub-push | push_data.pushed_at  | "1"  | must be a number
          docker-hub-push | repository           | 7    | must be an object
          docker-hub-push | repository.repo_name | ''   | is missing
          docker-hub-push | repository.repo_name | 7    | must be a string
          github-registry-package | action                                 | ''  | is missing
          github-registry-package | registry_package                       | 7   | must be an object
          github-registry-package | registry_package.package_type          | ''  | is missing
          github-registry-package | registry_package.package_type          | 7   | must be a string
          github-registry-package | registry_package.package_version       | "x" | must be an object
          github-registry-package | registry_package.package_version.package_url                   | '' | is missing
          github-registry-package | registry_package.package_version.container_metadata            | 7  | must be an object
          github-registry-package | registry_package.package_version.container_metadata.tag        | 7  | must be an object
          github-registry-package | registry_package.package_version.container_metadata.tag.name   | 7  | must be a string
          github-registry-package | registry_package.package_version.container_metadata.tag.digest | 7  | must be a string
          github-registry-package | action | "created" | is not known: "created"; known are: deleted, published, updated
          github-registry-package-bare | registry_package.package_version.version | 7 | must be a string
          distribution-push | events[2].action | "pushed" | is not known: "pushed"; known are: delete, mount, pull, push, rename
          harbor-push | type | "SIGN_ARTIFACT" | is not known: "SIGN_ARTIFACT"; known are: DELETE_ARTIFACT, DELETE_CHART, DOWNLOAD_CHART, PULL_ARTIFACT, PUSH_ARTIFACT, QUOTA_EXCEED, QUOTA_WARNING, REPLICATION, SCANNING_COMPLETED, SCANNING_FAILED, SCANNING_STOPPED, TAG_RETENTION, UPLOAD_CHART
          harbor-cloudevents-push | type | "harbor.tag.created" | is not known: "harbor.tag.created"; known are: harbor.artifact.deleted, harbor.artifact.pulled, harbor.artifact.pushed, harbor.quota.exceeded, harbor.quota.warned, harbor.replication.status.changed, harbor.scan.completed, harbor.scan.failed, harbor.scan.stopped, harbor.tag_retention.finished
          ecr-push | detail-type | "ECR Artifact Action" | is not known: "ECR Artifact Action"; known are: AWS API Call via CloudTrail, AWS Service Event via CloudTrail, ECR Image Action, ECR Image Scan, ECR Pull Through Cache Action, ECR Referrer Action, ECR Replication Action, ECR Scan Resource Change
          ecr-push | detail.action-type | "COPY" | is not known: "COPY"; known are: DELETE, PUSH, UPDATE_STORAGE_CLASS
          ecr-archive | detail.target-storage-class | '' | is missing
          ecr-replication | detail.result | '' | is missing
          ecr-replication | detail.image-digest | '' | is missing
          ecr-replication | region | "us-west" | has not the form of a region: "us-west"
          ecr-pull-through | detail.sync-status | '' | is missing
          ecr-pull-through | detail.repository-name | '' | is missing
          ecr-cloudtrail-put | detail.eventName | '' | is missing
          ecr-cloudtrail-put | detail.responseElements | "x" | must be an object
          ecr-cloudtrail-put | detail.awsRegion | "x.evil.example/y" | has not the form of a region: "x.evil.example/y"
          ecr-cloudtrail-put | detail.responseElements.image.registryId | "1" | must be 12 digits: "1"
          azure-event-grid-push | [0].eventType | "Microsoft.ContainerRegistry.ImageSigned" | is not known: "Microsoft.ContainerRegistry.ImageSigned"; known are: Microsoft.ContainerRegistry.ChartDeleted, Microsoft.ContainerRegistry.ChartPushed, Microsoft.ContainerRegistry.ImageDeleted, Microsoft.ContainerRegistry.ImagePushed, Microsoft.EventGrid.SubscriptionDeletedEvent, Microsoft.EventGrid.SubscriptionValidationEvent
          azure-event-grid-push | [0].data | '' | -
          azure-event-grid-push | [0].data.target.digest | '' | is missing
          azure-event-grid-push | [0].data.target.repository | 7 | must be a string
          azure-event-grid-push | [0].id | '' | is missing
          azure-event-grid-validation | [0].data.validationCode | '' | is missing
          azure-event-grid-validation | [0].data.validationCode | "a b" | must be 1 to 256 visible ASCII characters
          azure-cloudevents-push | data.target | [] | must be an object
          azure-webhook-push | action | "quarantine" | is not known: "quarantine"; known are: chart_delete, chart_push, delete, ping, push
          azure-webhook-push | target.digest | '' | is missing
          azure-webhook-push | request | '' | -
          quay-push | docker_url | '' | is missing
          quay-push | docker_url | "shop" | must begin with a host and a slash: "shop"
          quay-push | updated_tags | "1.4" | must be an array
          quay-push | updated_tags[0] | 1.4 | must be a string
          quay-push | updated_tags[0] | "" | is empty
          quay-build | manifest_digests[0] | "shop" | must begin with a host and a slash: "shop"
          gitea-package | action | "updated" | is not known: "updated"; known are: created, deleted
          gitea-package | package.version | "" | is empty
          gitea-package | package.name | '' | is missing
          gitea-package | package.owner.login | '' | is missing
          gitea-package | package.html_url | '' | is missing
          gitea-package | package.html_url | "/Team/-/packages" | is not a URL with a host
          zot-image-updated | type | "zotregistry.image.copied" | is not known: "zotregistry.image.copied"; known are: image.deleted, image.lint_failed, image.updated, repository.created
          zot-image-updated | source | '' | is missing
          zot-image-updated | source | "https://robot:pass@zot.example.com/" | is not a URL with a host
          zot-image-updated | data.name | '' | is missing
          zot-image-updated | data.digest | '' | is missing
          zot-image-updated | data.reference | 7 | must be a string
          zot-image-updated | id | '' | is missing
          artifact-registry-tag | message.data.action | "COPY" | is not known: "COPY"; known are: DELETE, INSERT
          github-package | package.package_version.package_url | '' | is missing
          artifact-registry-tag | message.data        | ''    | is missing
          artifact-registry-tag | message.data        | 7     | must be a string
          artifact-registry-tag | message.data        | "%%%" | is not base64
          artifact-registry-tag | message.data        | "e30" | -
          artifact-registry-tag | message.data        | "eyJhY3Rpb24i" | malformed JSON
          artifact-registry-tag | message.data        | "WzFd" | must be a JSON object in base64
          artifact-registry-tag | message.data.action | ''    | is missing
          artifact-registry-tag | message.data.action | 7     | must be a string
          artifact-registry-tag | message.data.digest | 7     | must be a string
          artifact-registry-tag | message.data.digest | "a.b/c:1" | must be host/repository@digest
          artifact-registry-tag | message.data.tag    | 7     | must be a string
          artifact-registry-tag | message.data.tag    | "1.4" | must begin with a host and a slash: "1.4"
          artifact-registry-tag | message.data.tag    | "a.b/c" | must be host/repository:tag
          artifact-registry-tag | message.data.tag    | "europe-west3-docker.pkg.dev/team-project/images/other:1.4" | is of another repository than the digest
          artifact-registry-tag | message.data.tag    | "eu.gcr.io/team-project/images/shop:1.4" | is of another repository than the digest
          artifact-registry-upload | message.data.digest | '' | is missing, and so is a tag
          artifact-registry-tag | message.messageId   | 7     | must be a string
          """)
  void theFieldIsNamed(String sample, String path, String json, String problem) {
    String expected = problem == null ? WITHIN.get(path) : path + ": " + problem;

    assertThat(error(changed(sample, path, json))).isEqualTo(expected);
  }

  @Test
  void anImageOfGitHubsMustHaveATagOrADigest() {
    ObjectNode body =
        (ObjectNode)
            changed(
                "github-registry-package-bare",
                "registry_package.package_version.version",
                "\"8001\"");

    assertThat(error(body))
        .isEqualTo(
            "registry_package.package_version.container_metadata.tag.digest: is missing, and so is"
                + " a tag");
  }

  @Test
  void anImageThatACallPutMustHaveATagOrADigest() {
    ObjectNode body = (ObjectNode) PushEvents.sample("ecr-cloudtrail-put");
    ((ObjectNode) body.at("/detail")).remove("responseElements");
    ((ObjectNode) body.at("/detail/requestParameters")).remove("imageTag");

    assertThat(error(body))
        .isEqualTo(
            "detail.responseElements.image.imageId.imageDigest: is missing, and so is a tag");
  }

  @Test
  void whatQuaySendsMustBeKnown() {
    assertThat(error(changed("quay-push", "updated_tags", "")))
        .isEqualTo(
            "request: is not a known event of Quay; a push has updated_tags, other events have one of"
                + " build_id, vulnerability, vulnerabilities, message, expiring_in");
  }

  @Test
  void aPackageThatTheHeaderPromisesMustBeThere() {
    assertThat(
            error(
                PushEvents.parse("{\"action\": \"published\"}"),
                Map.of("X-GitHub-Event", "registry_package")::get))
        .isEqualTo("registry_package.package_type: is missing");
  }

  @Test
  void aPubSubMessageMustHaveAnId() {
    ObjectNode body = (ObjectNode) changed("artifact-registry-tag", "message.messageId", "");
    ((ObjectNode) body.get("message")).remove("message_id");

    assertThat(error(body)).isEqualTo("message.messageId: is missing");
  }

  @ParameterizedTest
  @CsvSource({
    "'', 'events[2].request.host: is missing, and so is events[2].target.url'",
    "'\"\"', 'events[2].target.url: is empty'",
    "7, 'events[2].target.url: must be a string'",
    "'\"/v2/x\"', 'events[2].target.url: is not a URL with a host'",
    "'\"ftp://a.example.com/\"', 'events[2].target.url: is not a URL with a host'",
    "'\"https:///v2/\"', 'events[2].target.url: is not a URL with a host'",
    "'\"https://user:pass@a.example.com/\"', 'events[2].target.url: is not a URL with a host'",
  })
  void aDistributionEventMustHaveAHost(String url, String problem) {
    JsonNode body = changed("distribution-push", "events[2].target.url", url);
    ((ObjectNode) body.at("/events/2")).remove("request");

    assertThat(error(body)).isEqualTo(problem);
  }
}
