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
 * Writes responses as JSON. Large ones are written on a parser thread instead of an event loop,
 * fairly among the registries, and are charged to the memory budget until they are sent.
 */
public final class JsonResponses {

  /** Tags, layers or platforms; writing more of them would block an event loop for too long. */
  private static final int FEW = 500;

  private final JsonWriter json;
  private final ParserExecutor threads;
  private final MemoryBudget memory;

  /**
   * @param threads where large responses are written
   * @param memory the budget that large responses are charged to
   */
  public JsonResponses(JsonWriter json, ParserExecutor threads, MemoryBudget memory) {
    this.json = json;
    this.threads = threads;
    this.memory = memory;
  }

  /**
   * Works on the result of an inspection that has ended: its memory stays reserved until the work
   * is done.
   */
  public <T> Uni<T> keepingMemory(InspectionContext context, Supplier<Uni<T>> work) {
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
   * Makes the response to an inspection. If there is no memory for a large response, the response
   * is that failure.
   *
   * @param imageName of the request; null where an invalid request has none
   * @param inspecting begins the inspection
   * @param small writes a small response, or a failure, on the current thread
   * @param large writes a large response; may fail with an {@link InspectFailure}
   */
  public <T> Uni<T> respond(
      @Nullable String imageName,
      InspectionContext context,
      Supplier<Uni<InspectionResult>> inspecting,
      Function<InspectionResult, T> small,
      Function<InspectionResult.Inspected, Uni<T>> large) {
    return keepingMemory(
        context,
        () ->
            inspecting
                .get()
                .flatMap(
                    result ->
                        result instanceof InspectionResult.Inspected inspected
                                && isLarge(inspected.found(), context)
                            ? large
                                .apply(inspected)
                                .onFailure(InspectFailure.class)
                                .recoverWithItem(
                                    failure ->
                                        small.apply(
                                            new InspectionResult.Failed(imageName, failure)))
                            : Uni.createFrom().item(small.apply(result))));
  }

  /** Whether a response may be too large for an event loop, judged without writing it. */
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
   * The view of a result as JSON, to be written into other JSON unchanged.
   *
   * @param imageName its registry is what parser threads are shared by
   */
  public Uni<RawValue> rawJson(
      InspectionResult.Inspected result, @Nullable String imageName, InspectionContext context) {
    return writing(
        isLarge(result.found(), context), imageName, () -> new RawValue(json.text(result.view())));
  }

  /** A view as JSON, written on a parser thread. */
  public Uni<byte[]> bytes(Object view, @Nullable String imageName) {
    return writing(true, imageName, () -> json.bytes(view));
  }

  /**
   * Reserves the memory for a response that is to be sent. One that is larger than the whole budget
   * for responses waits until it is the only one.
   *
   * @return fails with an {@link InspectFailure} if there is no memory left
   */
  public Uni<MemoryReservation> reserve(long bytes, HeldMemory held) {
    return memory.forAnswer(bytes, held);
  }

  /**
   * Fails early if a part of a response is larger than the budget allows.
   *
   * @throws InspectFailure if it is
   */
  public void requireCapacity(long bytes) {
    memory.requireAnswerable(bytes);
  }

  private <T> Uni<T> writing(boolean large, @Nullable String imageName, Supplier<T> writing) {
    return large ? threads.inTurn(registry(imageName), writing) : Uni.createFrom().item(writing);
  }

  private static String registry(@Nullable String imageName) {
    String name = imageName == null ? "" : imageName;
    return name.substring(0, Math.max(0, name.indexOf('/')));
  }
}
