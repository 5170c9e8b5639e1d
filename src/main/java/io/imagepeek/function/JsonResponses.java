package io.imagepeek.function;

import com.fasterxml.jackson.databind.util.RawValue;
import io.imagepeek.failure.InspectFailure;
import io.imagepeek.inspect.InspectedImage;
import io.imagepeek.inspect.InspectedPlatforms;
import io.imagepeek.inspect.Inspection;
import io.imagepeek.inspect.RawDocument;
import io.imagepeek.source.HeldMemory;
import io.imagepeek.source.InspectionContext;
import io.imagepeek.source.MemoryBudget;
import io.imagepeek.source.MemoryReservation;
import io.imagepeek.source.ParserExecutor;
import io.imagepeek.source.RunOnce;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes answers as JSON. Large ones are written away from event loops, each place that images come
 * from in its turn, and take of the memory budget until their caller has them.
 */
public final class JsonResponses {

  /** Of tags, layers or platforms: more take longer to write than an event loop should. */
  private static final int FEW = 500;

  private final JsonWriter json;
  private final ParserExecutor threads;
  private final MemoryBudget memory;

  /**
   * @param threads where large answers are written
   * @param memory what they take until they have been sent
   */
  public JsonResponses(JsonWriter json, ParserExecutor threads, MemoryBudget memory) {
    this.json = json;
    this.threads = threads;
    this.memory = memory;
  }

  /**
   * Work on what came of an inspection, which has ended then: what it holds of the memory is held
   * until the work is done.
   */
  public <T> Uni<T> keeping(InspectionContext context, Supplier<Uni<T>> work) {
    return Uni.createFrom()
        .deferred(
            () -> {
              context.holdings().keep();
              return Uni.createFrom()
                  .deferred(work::get)
                  .onTermination()
                  .invoke(new RunOnce(context.holdings()::letGo));
            });
  }

  /**
   * Tells what comes of an inspection. Where there is no memory for a large answer, that is told.
   *
   * @param inspecting begins it
   * @param small tells it where it stands
   * @param large writes it with care; may fail with an {@link InspectFailure}
   */
  public <T> Uni<T> tell(
      PendingRequest question,
      InspectionContext context,
      Supplier<Uni<InspectionResult>> inspecting,
      Function<InspectionResult, T> small,
      Function<InspectionResult.Inspected, Uni<T>> large) {
    return keeping(
        context,
        () ->
            inspecting
                .get()
                .flatMap(
                    outcome ->
                        outcome instanceof InspectionResult.Inspected found
                                && isLarge(found.found(), context)
                            ? large
                                .apply(found)
                                .onFailure(InspectFailure.class)
                                .recoverWithItem(
                                    none ->
                                        small.apply(
                                            new InspectionResult.Failed(
                                                question.imageName(), none)))
                            : Uni.createFrom().item(small.apply(outcome))));
  }

  /** Whether an answer may be so large that it needs care; nothing is written to find out. */
  private boolean isLarge(Inspection found, InspectionContext context) {
    if (context.holdings().bytes() > MemoryBudget.need(MemoryBudget.SMALL)) {
      return true;
    }
    if (found instanceof RawDocument document) {
      return document.body().length > MemoryBudget.SMALL;
    }
    if (found instanceof InspectedPlatforms platforms) {
      return platforms.platforms().size() + platforms.attestations().size() > FEW;
    }
    return found instanceof InspectedImage image
        && image.tags().map(List::size).orElse(0) + image.layers().size() > FEW;
  }

  /**
   * The view of what was found, as JSON that stands in other JSON as it is.
   *
   * @param imageName tells where the image comes from
   */
  public Uni<RawValue> text(
      InspectionResult.Inspected outcome, @Nullable String imageName, InspectionContext context) {
    return writing(
        isLarge(outcome.found(), context),
        imageName,
        () -> new RawValue(json.text(outcome.view())));
  }

  /** JSON, written away from event loops. */
  public Uni<byte[]> bytes(Object view, @Nullable String imageName) {
    return writing(true, imageName, () -> json.bytes(view));
  }

  /**
   * Takes the memory for an answer that is to be sent; one that is larger than all there is for
   * answers waits until it is the only one.
   *
   * @return fails with an {@link InspectFailure} if there is none
   */
  public Uni<MemoryReservation> take(long bytes, HeldMemory holdings) {
    return memory.forAnswer(bytes, holdings);
  }

  /**
   * Refuses what would never have room as a part of another answer, before it is written if its
   * size is known by then.
   *
   * @throws io.imagepeek.failure.InspectFailure if it would not
   */
  public void requireRoom(long bytes) {
    memory.requireAnswerable(bytes);
  }

  private <T> Uni<T> writing(boolean large, @Nullable String imageName, Supplier<T> writing) {
    return large ? threads.inTurn(place(imageName), writing) : Uni.createFrom().item(writing);
  }

  private static String place(@Nullable String imageName) {
    String name = imageName == null ? "" : imageName;
    return name.substring(0, Math.max(0, name.indexOf('/')));
  }
}
