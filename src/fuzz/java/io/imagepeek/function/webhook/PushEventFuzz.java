package io.imagepeek.function.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import io.imagepeek.function.RequestReader;
import io.imagepeek.fuzz.Corpus;
import io.imagepeek.fuzz.Expect;
import io.imagepeek.fuzz.Input;
import io.imagepeek.image.ImageReference;
import io.imagepeek.source.registry.cloud.AwsPartitions;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** GitHub's event header, which others leave empty, then a push event. */
public final class PushEventFuzz {

  private static final int MOST = 8;

  private static final RequestReader JSON = new RequestReader();

  private static final PushEventReader READER =
      new PushEventReader(
          Map.of("internal:5000", "registry.example.com"),
          MOST,
          AwsPartitions::domain,
          JSON::parse);

  private PushEventFuzz() {}

  public static void fuzzerInitialize() {
    Corpus.replay("PushEvent", PushEventFuzz::fuzzerTestOneInput);
  }

  public static void fuzzerTestOneInput(byte[] data) {
    Input input = Input.divided(data);
    String header = input.line().isEmpty() ? null : input.line();
    Function<String, @Nullable String> headers =
        name -> name.toLowerCase(Locale.ROOT).equals("x-github-event") ? header : null;
    JsonNode body;
    PushEvent event;
    try {
      body = JSON.parse(input.rest());
      event = READER.read(body, headers);
    } catch (InvalidInspectParameters refused) {
      Expect.namesField(refused);
      return;
    }
    Expect.same(event, READER.read(body, headers), "a push event has one meaning");
    Expect.that(event.pushed().size() + event.refused().size() <= MOST, "entries are few");
    event
        .refused()
        .forEach(
            entry -> {
              Expect.namesField(new InvalidInspectParameters(entry.error()));
              checkId(entry.eventId());
            });
    Set<String> names = new HashSet<>();
    for (PushedImage pushed : event.pushed()) {
      Expect.that(names.add(pushed.imageName()), "each image is there once");
      check(pushed);
    }
  }

  private static void check(PushedImage pushed) {
    ImageReference reference = ImageReference.parse(pushed.imageName(), null);
    String canonical = reference.toString();
    Expect.that(
        canonical.equals(pushed.imageName()) || canonical.equals(pushed.imageName() + ":latest"),
        "an image's name is canonical: " + pushed.imageName());
    Expect.that(!reference.host().equals("internal:5000"), "a mapped host is never asked");
    // Harbor's second image in an event has the event's id and its own number.
    checkId(pushed.eventId());
    pushed
        .occurredAt()
        .ifPresent(time -> Expect.that(time.getEpochSecond() >= 0, "a push is not before 1970"));
  }

  private static void checkId(String id) {
    Expect.that(
        !id.isEmpty() && id.length() <= 256 && id.chars().allMatch(c -> c > ' ' && c < 0x7f),
        "an event's id is 1 to 256 visible characters: " + id);
  }
}
