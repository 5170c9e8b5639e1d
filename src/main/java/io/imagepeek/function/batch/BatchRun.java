package io.imagepeek.function.batch;

import io.imagepeek.failure.InspectFailure.RegistryConnectionFailure;
import io.imagepeek.function.ErrorView;
import io.imagepeek.function.InspectionGate;
import io.imagepeek.function.Inspections;
import io.imagepeek.function.Outcome;
import io.imagepeek.function.Question;
import io.imagepeek.source.InspectionContext;
import io.imagepeek.source.Place;
import io.imagepeek.source.Turns;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
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
  private final Turns.Line line;
  private final InspectionContext whole;
  private final AtomicInteger inspected = new AtomicInteger();
  private final AtomicInteger told = new AtomicInteger();
  private final AtomicBoolean ended = new AtomicBoolean();

  /** Images that are the same: the places that they have in the batch. */
  private record Group(BatchItem first, List<Integer> places) {}

  /** A result and the place of its image in the batch. */
  record Placed(int place, BatchView.Result result) {}

  BatchRun(
      List<BatchItem> images, Inspections inspections, Turns.Line line, InspectionContext whole) {
    this.images = images;
    this.groups = grouped(images);
    this.inspections = inspections;
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
        () -> {
          if (ended.compareAndSet(false, true)) {
            timer.cancel();
            unlinked.run();
            leave.run();
            log();
          }
        };
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
        ? begun(group, Place.NONE) // It costs nothing to say what is wrong with it.
        : line.enter(place -> begun(group, place))
            .onFailure(Turns.Closed.class)
            .recoverWithUni(closed -> notBegun(group));
  }

  private Uni<List<Placed>> begun(Group group, Place place) {
    return Uni.createFrom()
        .deferred(
            () -> {
              if (whole.remaining().isZero()) {
                return notBegun(group);
              }
              InspectionContext context = inspections.begin(whole);
              context.holds(place);
              Runnable unlinked = whole.onEnd(context::end);
              return inspections
                  .inspectAdmitted(group.first().question(), context)
                  .onTermination()
                  .invoke(unlinked)
                  .map(outcome -> results(group, outcome, context.servedBy().orElse(null)));
            });
  }

  private Uni<List<Placed>> notBegun(Group group) {
    String imageName = group.first().question().imageName();
    if (whole.ended()) {
      RegistryConnectionFailure abandoned =
          new RegistryConnectionFailure("abandoned: nobody waits for the answer");
      return Uni.createFrom()
          .item(() -> results(group, new Outcome.Failed(imageName, abandoned), null));
    }
    RegistryConnectionFailure late =
        new RegistryConnectionFailure(
            "connection timeout: the batch took longer than its "
                + whole.budget().toMillis() / 1000.0
                + " s, and this image was not begun");
    return inspections
        .inspectAdmitted(Question.unreadable(imageName, late), inspections.begin())
        .map(outcome -> results(group, outcome, null));
  }

  private List<Placed> results(Group group, Outcome outcome, @Nullable String servedBy) {
    if (outcome instanceof Outcome.Inspected found) {
      inspected.addAndGet(group.places().size());
      Object view = found.view();
      return placed(
          group, image -> new BatchView.Inspected(null, image.imageName(), view, servedBy));
    }
    Outcome.Failed failed = (Outcome.Failed) outcome;
    return placed(
        group,
        image ->
            new BatchView.Failed(
                null, image.imageName(), ErrorView.of(failed.failure(), image.imageName())));
  }

  private List<Placed> placed(Group group, Function<Question, BatchView.Result> result) {
    return group.places().stream()
        .map(place -> new Placed(place, result.apply(images.get(place).question())))
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
