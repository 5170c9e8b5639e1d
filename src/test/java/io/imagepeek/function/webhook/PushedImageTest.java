package io.imagepeek.function.webhook;

import static io.imagepeek.function.webhook.PushEvents.changed;
import static io.imagepeek.function.webhook.PushEvents.error;
import static io.imagepeek.function.webhook.PushEvents.names;
import static io.imagepeek.function.webhook.PushEvents.reader;
import static io.imagepeek.function.webhook.PushEvents.sample;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The images of a push event: each once, not too many, each with a stable id. */
class PushedImageTest {

  private static final String INDEX =
      "sha256:1bc04b5291c26a46d918139138b992d2de976d6851d0893b0476b85bfbdfc6e6";
  private static final String HARBOR =
      "sha256:c1d64b2d4cb30f1be788cc4d246ddd9fc1fe85a3eb3a85a3de33829dfaf6ce7d";

  @Test
  void atLeastOneImageIsAllowed() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new PushEventReader(
                    Map.of(), 0, region -> Optional.empty(), PushEvents::parseBytes));
  }

  @Test
  void anImageIsThereOnce() {
    ObjectNode body = (ObjectNode) sample("distribution-push");
    ArrayNode events = (ArrayNode) body.get("events");
    for (int i = 0; i < PushEvents.LIMIT; i++) {
      ObjectNode again = events.get(3).deepCopy();
      events.add(again.put("id", "again-" + i));
    }

    assertThat(reader().read(body).pushed())
        .extracting(PushedImage::eventId)
        .containsExactly(
            "5f0c7e0a-1111-4a4a-8b8b-000000000002", "5f0c7e0a-1111-4a4a-8b8b-000000000003");
  }

  @Test
  void anotherTagIsAnotherImage() {
    ObjectNode body = withTags(2);

    assertThat(names(body))
        .containsExactly(
            "registry.example.com:5000/team/shop:t0@" + INDEX,
            "registry.example.com:5000/team/shop:t1@" + INDEX);
  }

  @Test
  void thereIsALimitToTheImagesOfAPushEvent() {
    assertThat(names(withTags(PushEvents.LIMIT))).hasSize(PushEvents.LIMIT);
    assertThat(error(withTags(PushEvents.LIMIT + 1)))
        .isEqualTo("request: has more than 5 pushed images, which is the limit");
  }

  private static ObjectNode withTags(int count) {
    ObjectNode body = (ObjectNode) sample("distribution-push");
    JsonNode event = body.get("events").get(3);
    ArrayNode events = body.putArray("events");
    for (int i = 0; i < count; i++) {
      ObjectNode copy = event.deepCopy();
      ((ObjectNode) copy.get("target")).put("tag", "t" + i);
      events.add(copy);
    }
    return body;
  }

  @Test
  void eachResourceOfACloudEventHasAnIdOfItsOwn() {
    ObjectNode body = (ObjectNode) sample("harbor-cloudevents-push");
    ArrayNode resources = (ArrayNode) body.at("/data/resources");
    ObjectNode second = resources.get(0).deepCopy();
    resources.add(second.put("tag", "latest"));

    assertThat(reader().read(body).pushed())
        .extracting(PushedImage::imageName, PushedImage::eventId)
        .containsExactly(
            tuple(
                "harbor.example.com/team/shop:1.4@" + HARBOR,
                "6c2b0d55-4444-4e4e-bfbf-000000000000"),
            tuple(
                "harbor.example.com/team/shop:latest@" + HARBOR,
                "6c2b0d55-4444-4e4e-bfbf-000000000000/1"));
  }

  /** A redelivery differs from a second push by its content, not by when it arrives. */
  @ParameterizedTest
  @CsvSource({
    "harbor-push, occur_at, 1772600767, operator, \"other\"",
    "harbor-push, event_data.resources[0].resource_url, \"h.example.com/a:1\", operator, \"other\"",
    "docker-hub-push, push_data.pushed_at, 1772600767, push_data.pusher, \"other\"",
    "docker-hub-push, push_data.tag, \"1.5\", repository.star_count, 1",
    "docker-hub-push, repository.repo_name, \"team/shop2\", callback_url, \"https://x.example\"",
    "github-package, package.updated_at, \"2026-03-04T05:06:09Z\", sender.id, 24",
    "github-package, package.package_version.container_metadata.tag.name, \"1.5\", sender.id, 24",
  })
  void anIdThatIsMadeUpStandsForWhatHappened(
      String sample, String telling, String otherTelling, String idle, String otherIdle) {
    String id = id(sample(sample));

    assertThat(id(sample(sample))).isEqualTo(id).matches("[0-9a-f]{64}");
    assertThat(id(changed(sample, idle, otherIdle))).isEqualTo(id);
    assertThat(id(changed(sample, telling, otherTelling))).isNotEqualTo(id);
  }

  private static String id(JsonNode body) {
    return reader().read(body).pushed().get(0).eventId();
  }

  @Test
  void theDeliveryIsTheIdOfGitHubsEvents() {
    Map<String, String> headers =
        Map.of("X-GitHub-Event", "registry_package", "X-GitHub-Delivery", "0b3a-7777");

    assertThat(reader().read(sample("github-registry-package"), headers::get).pushed())
        .extracting(PushedImage::eventId)
        .containsExactly("0b3a-7777");
  }
}
