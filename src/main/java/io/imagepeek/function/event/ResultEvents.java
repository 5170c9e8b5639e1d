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

/** Makes CloudEvents 1.0 of the outcomes of inspections. */
public final class ResultEvents {

  /** The name of the function, which is the source of its events. */
  static final String FUNCTION = "inspectAnImage";

  private static final URI SOURCE = URI.create(FUNCTION);

  /** The longest name of an image. Longer text is not a name; the data has all of it. */
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
   * @param image the name in the request; null if it is not known
   */
  public CloudEvent of(InspectionResult outcome, @Nullable String image, TriggerEvent cause) {
    return of(outcome, json.bytes(outcome.view()), image, cause);
  }

  /**
   * The same for a view that has been written already.
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
    // Half of a surrogate pair cannot be written.
    boolean splits = Character.isHighSurrogate(image.charAt(SUBJECT_CHARACTERS - 1));
    return image.substring(0, splits ? SUBJECT_CHARACTERS - 1 : SUBJECT_CHARACTERS);
  }
}
