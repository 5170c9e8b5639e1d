package io.imagepeek.function.webhook;

import static io.imagepeek.function.webhook.PushEvents.changed;
import static io.imagepeek.function.webhook.PushEvents.error;
import static io.imagepeek.function.webhook.PushEvents.names;
import static io.imagepeek.function.webhook.PushEvents.parse;
import static io.imagepeek.function.webhook.PushEvents.quoted;
import static io.imagepeek.function.webhook.PushEvents.reader;
import static io.imagepeek.function.webhook.PushEvents.sample;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A push event with several entries: a wrong one does not affect the others. */
class SeveralEntriesTest {

  private static final String INDEX =
      "sha256:1bc04b5291c26a46d918139138b992d2de976d6851d0893b0476b85bfbdfc6e6";

  /** Inside a cluster a registry often has a name of one word, which is not a host. */
  @Test
  void anEventWithoutAHostIsNamedBesideTheOthers() {
    PushEvent event =
        reader().read(changed("distribution-push", "events[2].request.host", quoted("registry")));

    assertThat(names(event)).containsExactly("registry.example.com:5000/team/shop:1.4@" + INDEX);
    assertThat(event.refused())
        .containsExactly(
            new InvalidEntry(
                "events[2].request.host: is not a host by which an image is named, nor mapped to"
                    + " one: \"registry\"",
                "5f0c7e0a-1111-4a4a-8b8b-000000000002"));
  }

  @ParameterizedTest
  @CsvSource({
    "harbor-push, /event_data/resources, event_data.resources[1].digest",
    "harbor-cloudevents-push, /data/resources, data.resources[1].digest",
    "quay-build, /manifest_digests, manifest_digests[1]",
    "quay-push, /updated_tags, updated_tags[1]",
    "azure-event-grid-push, '', [1].eventType",
  })
  void everySourcesGoodEntriesAreRead(String sample, String entries, String path) {
    JsonNode body = sample(sample);
    int before = reader().read(body).pushed().size();
    ((ArrayNode) body.at(entries))
        .add(path.endsWith("]") ? parse("7") : parse("{\"eventType\":7}"));

    PushEvent event = reader().read(body);

    assertThat(event.pushed()).hasSize(before).isEqualTo(reader().read(sample(sample)).pushed());
    assertThat(event.refused())
        .singleElement()
        .satisfies(entry -> assertThat(entry.error()).startsWith(path.replaceFirst("\\..*", "")))
        .satisfies(entry -> assertThat(entry.eventId()).isNotEmpty());
  }

  /** Of Harbor's CloudEvents each has the id that it would have if it were right. */
  @Test
  void whatIsWrongIsKnownByTheIdOfItsPlace() {
    ObjectNode body = (ObjectNode) sample("harbor-cloudevents-push");
    ((ArrayNode) body.at("/data/resources")).addObject().put("digest", "x");

    assertThat(reader().read(body).refused())
        .extracting(InvalidEntry::eventId)
        .containsExactly("6c2b0d55-4444-4e4e-bfbf-000000000000/1");
  }

  /** An id of what is wrong is always the same, too. */
  @Test
  void whatHasNoIdIsKnownByWhatIsWrongWithIt() {
    JsonNode body = changed("distribution-push", "events[2].id", "\"a b\"");

    assertThat(reader().read(body).refused())
        .isEqualTo(reader().read(body).refused())
        .singleElement()
        .satisfies(entry -> assertThat(entry.eventId()).matches("[0-9a-f]{64}"));
  }

  @Test
  void aPushEventWithNothingElseIsRefused() {
    JsonNode body = changed("distribution-push", "events[2].request.host", quoted("registry"));
    ((ObjectNode) body.at("/events/3/request")).put("host", "other");

    assertThat(error(body)).startsWith("events[2].request.host: ").contains("\"registry\"");
  }

  /** The client decides how many entries a response would have. */
  @Test
  void whatIsWrongCountsAsAnImage() {
    ObjectNode body = (ObjectNode) sample("distribution-push");
    ArrayNode events = (ArrayNode) body.get("events");
    for (int i = 0; i < PushEvents.LIMIT - 2; i++) {
      events.addObject();
    }
    assertThat(reader().read(body).refused()).hasSize(PushEvents.LIMIT - 2);
    events.addObject();

    assertThat(error(body))
        .isEqualTo(
            "request: has more than 5 pushed images, which is the limit; one of them is wrong:"
                + " events[4].action: is missing");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "azure-cloudevents-push",
        "harbor-cloudevents-push",
        "zot-image-updated",
        "distribution-push",
        "ecr-replication",
      })
  void pushEventsComeInBatchesToo(String sample) {
    ArrayNode batch = JsonNodeFactory.instance.arrayNode().add(sample(sample));

    assertThat(reader().read(batch)).isEqualTo(reader().read(sample(sample)));
  }

  @Test
  void aBatchIsOfOneSource() {
    ArrayNode batch =
        JsonNodeFactory.instance
            .arrayNode()
            .add(sample("zot-image-deleted"))
            .add(sample("azure-cloudevents-push"))
            .add(7)
            .add(sample("azure-cloudevents-push"));

    PushEvent event = reader().read(batch);

    assertThat(event.source()).isEqualTo(WebhookSource.AZURE_EVENT_GRID);
    assertThat(event.pushed()).hasSize(1);
    assertThat(event.refused())
        .extracting(InvalidEntry::error)
        .containsExactly(
            "[0]: is not an event of Azure Container Registry (Event Grid), as other entries are",
            "[2]: is not an event of Azure Container Registry (Event Grid), as other entries are");
  }

  /** However deep they stand. */
  @Test
  void thereIsALimitToTheImagesOfABatch() {
    ObjectNode envelope = JsonNodeFactory.instance.objectNode();
    ArrayNode events = envelope.putArray("events");
    for (int i = 0; i < PushEvents.LIMIT; i++) {
      events.addObject();
    }
    ArrayNode batch =
        JsonNodeFactory.instance.arrayNode().add(sample("distribution-push")).add(envelope);

    assertThat(error(batch)).startsWith("request: has more than 5 pushed images");
  }

  @Test
  void aSubscriptionOfEventGridIsValidatedByItsCode() {
    PushEvent event = reader().read(sample("azure-event-grid-validation"));

    assertThat(event)
        .isEqualTo(
            new PushEvent(
                WebhookSource.AZURE_EVENT_GRID,
                List.of(),
                List.of(),
                Optional.of("512d38b6-9999-4b4b-8c8c-000000000002")));
    assertThat(reader(Map.of()).read(sample("azure-event-grid-push")).validationCode()).isEmpty();
  }

  @Test
  void aValidationComesAlone() {
    ArrayNode batch = (ArrayNode) sample("azure-event-grid-validation");
    batch.addAll((ArrayNode) sample("azure-event-grid-push"));

    assertThat(error(batch))
        .isEqualTo("request: an event that validates a subscription must come alone");
  }
}
