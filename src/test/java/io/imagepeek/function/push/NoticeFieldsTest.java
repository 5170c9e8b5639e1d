package io.imagepeek.function.push;

import static io.imagepeek.function.push.Notices.changed;
import static io.imagepeek.function.push.Notices.error;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A notice of which a field is missing or wrong: the error names the field. */
class NoticeFieldsTest {

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
          distribution-push | events[2].timestamp         | 7      | must be a string
          distribution-push | events[2].timestamp         | "noon" | is not a time of the form 2006-01-02T15:04:05Z
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
          harbor-cloudevents-push | time                           | 7  | must be a string
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
          ecr-push | time                   | 7   | must be a string
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
          github-registry-package | registry_package.updated_at            | 7   | must be a string
          github-registry-package | registry_package.package_version       | "x" | must be an object
          github-registry-package | registry_package.package_version.package_url                   | '' | is missing
          github-registry-package | registry_package.package_version.container_metadata            | 7  | must be an object
          github-registry-package | registry_package.package_version.container_metadata.tag        | 7  | must be an object
          github-registry-package | registry_package.package_version.container_metadata.tag.name   | 7  | must be a string
          github-registry-package | registry_package.package_version.container_metadata.tag.digest | 7  | must be a string
          github-registry-package-untagged | registry_package.package_version.container_metadata.tag.digest | '' | is missing, and so is a tag
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
          artifact-registry-tag | message.publishTime | "x"   | is not a time of the form 2006-01-02T15:04:05Z
          artifact-registry-tag | message.messageId   | 7     | must be a string
          """)
  void theFieldIsNamed(String sample, String path, String json, String problem) {
    String expected = problem == null ? "message.data.action: is missing" : path + ": " + problem;

    assertThat(error(changed(sample, path, json))).isEqualTo(expected);
  }

  @Test
  void aPackageThatTheHeaderPromisesMustBeThere() {
    assertThat(
            error(
                Notices.parse("{\"action\": \"published\"}"),
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
