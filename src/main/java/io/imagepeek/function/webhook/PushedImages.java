package io.imagepeek.function.webhook;

import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.ObjIntConsumer;

/** Collects the images of one notice, each once, and what could not be read beside them. */
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
   * Adds an image unless it is there already.
   *
   * @throws InvalidInspectParameters if it has no valid name
   */
  void add(ImageParts parts, String eventId, Optional<Instant> occurredAt) {
    String imageName = parts.imageName(hosts);
    byName.putIfAbsent(imageName, new PushedImage(imageName, eventId, occurredAt));
  }

  /** Remembers the code by which the sender is told that its notices are wanted. */
  void validate(String code) {
    validationCode = Optional.of(code);
  }

  /**
   * Reads several entries, which may have ids: one that is wrong does not cost the others.
   *
   * @throws InvalidInspectParameters if there are too many
   */
  void each(List<PayloadField> entries, Consumer<PayloadField> read) {
    each(entries, i -> EventId.of(entries.get(i)), (entry, i) -> read.accept(entry));
  }

  /** The same where the ids do not stand in the entries. */
  void each(
      List<PayloadField> entries,
      IntFunction<Optional<String>> ids,
      ObjIntConsumer<PayloadField> read) {
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
          "request: tells of more than %d pushed images, which is the limit%s"
              .formatted(
                  maxImages,
                  refused.isEmpty() ? "" : "; one of them is wrong: " + refused.get(0).error()));
    }
  }

  /**
   * All that was collected.
   *
   * @throws InvalidInspectParameters saying what is wrong with the first entry, if there is nothing
   *     but what could not be read
   */
  PushEvent notice(WebhookSource sender) {
    if (byName.isEmpty() && !refused.isEmpty()) {
      throw new InvalidInspectParameters(refused.get(0).error());
    }
    if (validationCode.isPresent() && !byName.isEmpty()) {
      throw new InvalidInspectParameters(
          "request: a subscription is validated by an event that comes alone");
    }
    return new PushEvent(sender, List.copyOf(byName.values()), refused, validationCode);
  }
}
