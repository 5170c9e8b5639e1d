package io.imagepeek.function.batch;

import io.imagepeek.failure.InspectFailure;
import io.imagepeek.failure.InspectFailure.RegistryConnectionFailure;
import io.imagepeek.function.ErrorResponse;
import io.imagepeek.function.InspectionGate;
import io.imagepeek.function.InspectionResult;
import io.imagepeek.function.Inspections;
import io.imagepeek.function.JsonResponses;
import io.imagepeek.function.PendingRequest;
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

/** One batch under way. */
final class BatchRun {

  private static final Logger LOG = Logger.getLogger("io.imagepeek.inspection");

  private final List<BatchItem> images;
  private final List<Group> groups;
  private final Inspections inspections;
  private final JsonResponses answers;
  private final BatchMemory room;
  private final FairScheduler.Queue line;
  private final InspectionContext whole;
  private final AtomicInteger inspected = new AtomicInteger();
  private final AtomicInteger told = new AtomicInteger();

  /** Images that are the same: the places that they have in the batch. */
  private record Group(BatchItem first, List<Integer> places) {}

  /**
   * A result and the place of its image in the batch.
   *
   * @param charge what it held of the memory when it has been written; null for nothing
   */
  record Placed(int place, BatchView.Result result, @Nullable MemoryReservation charge) {}

  BatchRun(
      List<BatchItem> images,
      Inspections inspections,
      JsonResponses answers,
      BatchMemory room,
      FairScheduler.Queue line,
      InspectionContext whole) {
    this.images = images;
    this.groups = grouped(images);
    this.inspections = inspections;
    this.answers = answers;
    this.room = room;
    this.line = line;
    this.whole = whole;
  }

  private static List<Group> grouped(List<BatchItem> images) {
    Map<Object, Group> groups = new LinkedHashMap<>();
    for (int place = 0; place < images.size(); place++) {
      BatchItem image = images.get(place);
      Object key = image.same().isPresent() ? image.same().get() : place;
      groups.computeIfAbsent(key, first -> new Group(image, new ArrayList<>())).places().add(place);
    }
    return List.copyOf(groups.values());
  }

  /**
   * The results in the order in which they are there, those of equal images together. To be
   * subscribed once; to cancel it ends all inspections.
   *
   * @throws InspectionGate.Full if too many inspections run
   */
  Multi<Placed> results() {
    Runnable leave = inspections.enter(groups.size());
    Runnable unlinked = whole.onEnd(line::close);
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
                          // Not when all have been taken: who reads slowly keeps no place.
                          if (told.addAndGet(results.size()) == images.size()) {
                            end.run();
                          }
                        }))
        .merge(groups.size())
        .onItem()
        .<Placed>disjoint()
        .onCancellation()
        .invoke(whole::end)
        .onTermination()
        .invoke(end);
  }

  /** Of all images, once all results are there. */
  BatchView.Summary summary() {
    int succeeded = inspected.get();
    return new BatchView.Summary(images.size(), succeeded, images.size() - succeeded);
  }

  private Cancellable closeInTime() {
    if (whole.remaining().isZero()) {
      line.close();
      return () -> {};
    }
    return Uni.createFrom()
        .voidItem()
        .onItem()
        .delayIt()
        .by(whole.remaining())
        .subscribe()
        .with(late -> line.close());
  }

  private Uni<List<Placed>> results(Group group) {
    return group.first().same().isEmpty()
        ? begun(group, Permit.none()) // It costs nothing to say what is wrong with it.
        : line.submit(place -> begun(group, place))
            .onFailure(FairScheduler.Closed.class)
            .recoverWithUni(closed -> notBegun(group));
  }

  private Uni<List<Placed>> begun(Group group, Permit place) {
    return Uni.createFrom()
        .deferred(
            () -> {
              if (whole.remaining().isZero()) {
                return notBegun(group);
              }
              if (room.isFull()) {
                return Uni.createFrom().item(failed(group, room.full()));
              }
              InspectionContext context = inspections.begin(whole);
              context.holds(place);
              Runnable unlinked = whole.onEnd(context::end);
              return answers.keeping(
                  context,
                  () ->
                      inspections
                          .inspectAdmitted(group.first().question(), context)
                          .onTermination()
                          .invoke(unlinked)
                          .flatMap(outcome -> results(group, outcome, context)));
            });
  }

  private Uni<List<Placed>> notBegun(Group group) {
    String imageName = group.first().question().imageName();
    if (whole.ended()) {
      RegistryConnectionFailure abandoned =
          new RegistryConnectionFailure("abandoned: nobody waits for the answer");
      return Uni.createFrom().item(() -> failed(group, abandoned));
    }
    RegistryConnectionFailure late =
        new RegistryConnectionFailure(
            "connection timeout: the batch took longer than its "
                + whole.budget().toMillis() / 1000.0
                + " s, and this image was not begun");
    return inspections
        .inspectAdmitted(PendingRequest.unreadable(imageName, late), inspections.begin())
        .map(outcome -> failed(group, late));
  }

  private Uni<List<Placed>> results(
      Group group, InspectionResult outcome, InspectionContext context) {
    if (outcome instanceof InspectionResult.Failed failed) {
      return Uni.createFrom().item(failed(group, failed.failure()));
    }
    return room.write(
            (InspectionResult.Inspected) outcome,
            group.first().question().imageName(),
            context,
            group.places().size())
        .map(
            written -> {
              inspected.addAndGet(group.places().size());
              String servedBy = context.servedBy().orElse(null);
              return placed(
                  group,
                  image ->
                      new BatchView.Inspected(null, image.imageName(), written.json(), servedBy),
                  written.charge());
            })
        .onFailure(InspectFailure.class)
        .recoverWithItem(failure -> failed(group, failure));
  }

  private List<Placed> failed(Group group, Throwable failure) {
    return placed(
        group,
        image ->
            new BatchView.Failed(
                null,
                image.imageName(),
                ErrorResponse.of((InspectFailure) failure, image.imageName())),
        null);
  }

  /** Equal images have one charge, which the last of them gives back. */
  private List<Placed> placed(
      Group group,
      Function<PendingRequest, BatchView.Result> result,
      @Nullable MemoryReservation charge) {
    int last = group.places().get(group.places().size() - 1);
    return group.places().stream()
        .map(
            place ->
                new Placed(
                    place,
                    result.apply(images.get(place).question()),
                    place == last ? charge : null))
        .toList();
  }

  private void log() {
    LOG.info(
        "batch images="
            + images.size()
            + " distinct="
            + groups.size()
            + (told.get() == images.size() && !whole.ended()
                ? " inspected=" + inspected + " failed=" + (images.size() - inspected.get())
                : " outcome=abandoned")
            + " duration="
            + whole.elapsed().toMillis()
            + "ms");
  }
}
