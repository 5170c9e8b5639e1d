package io.imagepeek.function.webhook;

import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import io.imagepeek.json.JsonField;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.ObjIntConsumer;

/** Collects the images of one push event, each once, and the entries that could not be read. */
final class PushedImages {

  private final HostMap hosts;
  private final int maxImages;
  private final Map<String, PushedImage> byName = new LinkedHashMap<>();
  private final List<InvalidEntry> refused = new ArrayList<>();
  private Optional<String> validationCode = Optional.empty();

  PushedImages(HostMap hosts, int maxImages) {
    this.hosts = hosts;
    this.maxImages = maxImages;
  }

  /**
   * Adds an image, unless it was added before.
   *
   * @throws InvalidInspectParameters if it has no valid name
   */
  void add(ImageParts parts, String eventId, Optional<Instant> occurredAt) {
    String imageName = parts.imageName(hosts);
    byName.putIfAbsent(imageName, new PushedImage(imageName, eventId, occurredAt));
  }

  /** Keeps the code by which the source validates the endpoint. */
  void validate(String code) {
    validationCode = Optional.of(code);
  }

  /**
   * Reads several entries, which may have ids. A wrong entry is kept as such; the others are read.
   *
   * @throws InvalidInspectParameters if there are too many
   */
  void each(List<JsonField> entries, Consumer<JsonField> read) {
    each(entries, i -> EventId.of(entries.get(i)), (entry, i) -> read.accept(entry));
  }

  /** The same for entries that have their ids elsewhere. */
  void each(
      List<JsonField> entries, IntFunction<Optional<String>> ids, ObjIntConsumer<JsonField> read) {
    for (int i = 0; i < entries.size(); i++) {
      try {
        read.accept(entries.get(i), i);
      } catch (InvalidInspectParameters wrong) {
        String error = wrong.error();
        refused.add(new InvalidEntry(error, ids.apply(i).orElseGet(() -> EventId.derived(error))));
      }
      checkCount();
    }
  }

  private void checkCount() {
    if (byName.size() + refused.size() > maxImages) {
      throw new InvalidInspectParameters(
          "request: has more than %d pushed images, which is the limit%s"
              .formatted(
                  maxImages,
                  refused.isEmpty() ? "" : "; one of them is wrong: " + refused.get(0).error()));
    }
  }

  /**
   * The push event with all that was collected.
   *
   * @throws InvalidInspectParameters with the error of the first entry, if none could be read
   */
  PushEvent event(WebhookSource source) {
    if (byName.isEmpty() && !refused.isEmpty()) {
      throw new InvalidInspectParameters(refused.get(0).error());
    }
    if (validationCode.isPresent() && !byName.isEmpty()) {
      throw new InvalidInspectParameters(
          "request: an event that validates a subscription must come alone");
    }
    return new PushEvent(source, List.copyOf(byName.values()), refused, validationCode);
  }
}
