package io.imagepeek.function.event;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.imagepeek.function.InspectionResult;
import io.imagepeek.function.JsonMediaType;
import io.imagepeek.function.JsonWriter;
import java.net.URI;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Tells outcomes as CloudEvents 1.0. */
public final class ResultEvents {

  /** The function that inspects, which is the source of what it tells. */
  static final String FUNCTION = "inspectAnImage";

  private static final URI SOURCE = URI.create(FUNCTION);

  /** As long as a name can be; what is longer is none, and stands in the data. */
  private static final int SUBJECT_CHARACTERS = 512;

  private final JsonWriter json;
  private final Clock clock;

  /**
   * @param json writes the data
   * @param clock for the time of the events
   */
  public ResultEvents(ObjectMapper json, Clock clock) {
    this.json = new JsonWriter(json);
    this.clock = clock;
  }

  /**
   * The event of an outcome, with an id of its own.
   *
   * @param image what was asked about; null where that is not known
   */
  public CloudEvent of(InspectionResult outcome, @Nullable String image, TriggerEvent cause) {
    return of(outcome, json.bytes(outcome.view()), image, cause);
  }

  /**
   * The same where the outcome's view has been written already.
   *
   * @param data the view, as JSON
   */
  CloudEvent of(InspectionResult outcome, byte[] data, @Nullable String image, TriggerEvent cause) {
    CloudEventBuilder event =
        CloudEventBuilder.v1()
            .withId(UUID.randomUUID().toString())
            .withSource(SOURCE)
            .withType(
                outcome instanceof InspectionResult.Inspected
                    ? EventTypes.INSPECTED
                    : EventTypes.INSPECT_FAILED)
            .withTime(OffsetDateTime.now(clock))
            .withExtension("causationid", cause.eventId())
            .withData(JsonMediaType.NAME, data);
    if (image != null && !image.isEmpty()) {
      event.withSubject(subject(image));
    }
    if (outcome instanceof InspectionResult.Inspected inspected
        && inspected.found().platformDigest() != null) {
      event.withExtension("platformdigest", inspected.found().platformDigest().toString());
    }
    if (cause.trace().parent() != null) {
      event.withExtension("traceparent", cause.trace().parent());
      if (cause.trace().state() != null) {
        event.withExtension("tracestate", cause.trace().state());
      }
    }
    return event.build();
  }

  private static String subject(String image) {
    if (image.length() <= SUBJECT_CHARACTERS) {
      return image;
    }
    // Half a character cannot be written.
    boolean splits = Character.isHighSurrogate(image.charAt(SUBJECT_CHARACTERS - 1));
    return image.substring(0, splits ? SUBJECT_CHARACTERS - 1 : SUBJECT_CHARACTERS);
  }
}
