package io.imagepeek.function.batch;

import io.imagepeek.failure.InspectFailure;
import io.imagepeek.failure.InspectFailure.RegistryConnectionFailure;
import io.imagepeek.function.ErrorResponse;
import io.imagepeek.function.InspectionGate;
import io.imagepeek.function.InspectionResult;
import io.imagepeek.function.Inspections;
import io.imagepeek.function.JsonResponses;
import io.imagepeek.function.ReadRequest;
import io.imagepeek.source.FairScheduler;
import io.imagepeek.source.InspectionContext;
import io.imagepeek.source.MemoryReservation;
import io.imagepeek.source.Permit;
import io.imagepeek.source.RunOnce;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The inspections of one batch. */
final class BatchRun {

  private static final Logger LOG = Logger.getLogger("io.imagepeek.inspection");

  private final List<ReadRequest> images;
  private final List<Group> groups;
  private final Inspections inspections;
  private final JsonResponses responses;
  private final BatchMemory memory;
  private final FairScheduler.Queue queue;
  private final InspectionContext whole;
  private final AtomicInteger inspected = new AtomicInteger();
  private final AtomicInteger finished = new AtomicInteger();

  /**
   * Images with equal requests, which are inspected once.
   *
   * @param indexes where they stand in the batch
   */
  private record Group(ReadRequest request, List<Integer> indexes) {}

  /**
   * The result of one image.
   *
   * @param index where the image stands in the batch
   * @param charge the memory to release once the result is written; null for none
   */
  record IndexedResult(int index, BatchView.Result result, @Nullable MemoryReservation charge) {}

  BatchRun(
      List<ReadRequest> images,
      Inspections inspections,
      JsonResponses responses,
      BatchMemory memory,
      FairScheduler.Queue queue,
      InspectionContext whole) {
    this.images = images;
    this.groups = grouped(images);
    this.inspections = inspections;
    this.responses = responses;
    this.memory = memory;
    this.queue = queue;
    this.whole = whole;
  }

  private static List<Group> grouped(List<ReadRequest> images) {
    Map<Object, Group> groups = new LinkedHashMap<>();
    for (int i = 0; i < images.size(); i++) {
      ReadRequest image = images.get(i);
      Object key = image instanceof ReadRequest.Valid valid ? valid.query() : i;
      groups.computeIfAbsent(key, first -> new Group(image, new ArrayList<>())).indexes().add(i);
    }
    return List.copyOf(groups.values());
  }

  /**
   * The results as they are ready, those of equal images together. To be subscribed to once;
   * cancelling it ends all inspections.
   *
   * @throws InspectionGate.Full if too many inspections run
   */
  Multi<IndexedResult> results() {
    Runnable leave = inspections.enter(groups.size());
    Runnable unlinked = whole.onEnd(queue::close);
    Cancellable timer = closeInTime();
    Runnable end =
        new RunOnce(
            () -> {
              timer.cancel();
              unlinked.run();
              leave.run();
              log();
            });
    return Multi.createFrom()
        .iterable(groups)
        .onItem()
        .transformToUni(
            group ->
                results(group)
                    .invoke(
                        results -> {
                          // Before they are all taken: a slow client must not hold up others.
                          if (finished.addAndGet(results.size()) == images.size()) {
                            end.run();
                          }
                        }))
        .merge(groups.size())
        .onItem()
        .<IndexedResult>disjoint()
        .onCancellation()
        .invoke(whole::end)
        .onTermination()
        .invoke(end);
  }

  /** The counts, once all results are there. */
  BatchView.Summary summary() {
    int succeeded = inspected.get();
    return new BatchView.Summary(images.size(), succeeded, images.size() - succeeded);
  }

  private Cancellable closeInTime() {
    if (whole.remaining().isZero()) {
      queue.close();
      return () -> {};
    }
    return Uni.createFrom()
        .voidItem()
        .onItem()
        .delayIt()
        .by(whole.remaining())
        .subscribe()
        .with(late -> queue.close());
  }

  private Uni<List<IndexedResult>> results(Group group) {
    return group.request() instanceof ReadRequest.Invalid
        ? inspect(group, Permit.none()) // Costs nothing, so it needs no permit.
        : queue
            .submit(permit -> inspect(group, permit))
            .onFailure(FairScheduler.Closed.class)
            .recoverWithUni(closed -> notBegun(group));
  }

  private Uni<List<IndexedResult>> inspect(Group group, Permit permit) {
    return Uni.createFrom()
        .deferred(
            () -> {
              if (whole.remaining().isZero()) {
                return notBegun(group);
              }
              if (memory.isFull()) {
                return Uni.createFrom().item(failed(group, memory.full()));
              }
              InspectionContext context = inspections.begin(whole);
              context.holds(permit);
              Runnable unlinked = whole.onEnd(context::end);
              return responses.keepingMemory(
                  context,
                  () ->
                      inspections
                          .inspectAdmitted(group.request(), context)
                          .onTermination()
                          .invoke(unlinked)
                          .flatMap(result -> results(group, result, context)));
            });
  }

  private Uni<List<IndexedResult>> notBegun(Group group) {
    if (whole.ended()) {
      RegistryConnectionFailure abandoned =
          new RegistryConnectionFailure("abandoned: the client has closed the connection");
      return Uni.createFrom().item(() -> failed(group, abandoned));
    }
    RegistryConnectionFailure late =
        new RegistryConnectionFailure(
            "connection timeout: the batch took longer than its "
                + whole.budget().toMillis() / 1000.0
                + " s, and this image was not begun");
    return Uni.createFrom()
        .item(
            () -> {
              inspections.fail(group.request().imageName(), late);
              return failed(group, late);
            });
  }

  private Uni<List<IndexedResult>> results(
      Group group, InspectionResult result, InspectionContext context) {
    if (result instanceof InspectionResult.Failed failed) {
      return Uni.createFrom().item(failed(group, failed.failure()));
    }
    return memory
        .write(
            (InspectionResult.Inspected) result,
            group.request().imageName(),
            context,
            group.indexes().size())
        .map(
            written -> {
              inspected.addAndGet(group.indexes().size());
              String servedBy = context.servedBy().orElse(null);
              return indexed(
                  group,
                  image ->
                      new BatchView.Inspected(null, image.imageName(), written.json(), servedBy),
                  written.charge());
            })
        .onFailure(InspectFailure.class)
        .recoverWithItem(failure -> failed(group, failure));
  }

  private List<IndexedResult> failed(Group group, Throwable failure) {
    return indexed(
        group,
        image ->
            new BatchView.Failed(
                null,
                image.imageName(),
                ErrorResponse.of((InspectFailure) failure, image.imageName())),
        null);
  }

  /** Equal images share one charge, which is released with the last of them. */
  private List<IndexedResult> indexed(
      Group group,
      Function<ReadRequest, BatchView.Result> result,
      @Nullable MemoryReservation charge) {
    int last = group.indexes().get(group.indexes().size() - 1);
    return group.indexes().stream()
        .map(
            index ->
                new IndexedResult(
                    index, result.apply(images.get(index)), index == last ? charge : null))
        .toList();
  }

  private void log() {
    LOG.info(
        "batch images="
            + images.size()
            + " distinct="
            + groups.size()
            + (finished.get() == images.size() && !whole.ended()
                ? " inspected=" + inspected + " failed=" + (images.size() - inspected.get())
                : " outcome=abandoned")
            + " duration="
            + whole.elapsed().toMillis()
            + "ms");
  }
}
