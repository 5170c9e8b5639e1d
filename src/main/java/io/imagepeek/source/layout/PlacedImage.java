package io.imagepeek.source.layout;

import io.imagepeek.image.Descriptor;
import io.imagepeek.image.Digest;
import io.imagepeek.source.BoundedExecutor;
import io.imagepeek.source.InspectionContext;
import io.imagepeek.source.MemoryBudget;
import io.imagepeek.source.ReadDocument;
import io.imagepeek.source.StoreMetadata;
import io.imagepeek.source.StoredImage;
import io.imagepeek.source.layout.MemoryAllowance.ExceededException;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/** An image in files, whose place is opened when it is first needed, and once. */
final class PlacedImage implements StoredImage {

  private final BoundedExecutor work;
  private final MemoryBudget memory;
  private final Uni<ImagePlace> opened;
  private final InspectionContext context;

  /**
   * @param memory for what is read, and for what is kept of an archive
   * @param context counts what is read
   */
  PlacedImage(
      BoundedExecutor work,
      MemoryBudget memory,
      Function<MemoryAllowance, ImagePlace> opening,
      InspectionContext context) {
    this.work = work;
    this.memory = memory;
    this.context = context;
    this.opened = step(MemoryBudget.FIRST, opening).memoize().indefinitely();
  }

  @Override
  public Uni<ReadDocument> resolve() {
    return counted(read(ImagePlace::resolve));
  }

  @Override
  public Uni<ReadDocument> manifest(Descriptor descriptor) {
    return counted(read((place, room) -> place.manifest(descriptor, room)));
  }

  @Override
  public Uni<byte[]> config(Descriptor descriptor) {
    return read((place, room) -> place.config(descriptor, room))
        .invoke(body -> context.countBytes(body.length));
  }

  @Override
  public Uni<StoreMetadata> entry(Digest resolved) {
    return known(place -> place.entry(resolved));
  }

  @Override
  public Uni<Optional<List<String>>> tags() {
    return known(place -> Optional.of(place.tags()));
  }

  private Uni<ReadDocument> counted(Uni<ReadDocument> read) {
    return read.invoke(document -> context.countBytes(document.body().length));
  }

  private <T> Uni<T> read(BiFunction<ImagePlace, MemoryAllowance, T> reading) {
    return opened.flatMap(place -> step(MemoryBudget.FIRST, room -> reading.apply(place, room)));
  }

  /** For what was read when the place was opened. */
  private <T> Uni<T> known(Function<ImagePlace, T> telling) {
    return opened.flatMap(place -> work.run(() -> telling.apply(place)));
  }

  /** Starts once there is memory for it, and again with more if that was too little. */
  private <T> Uni<T> step(int bytes, Function<MemoryAllowance, T> reading) {
    return memory
        .reading(
            "files",
            bytes,
            context,
            charge -> {
              MemoryAllowance room = new MemoryAllowance(bytes);
              return work.run(() -> reading.apply(room))
                  .invoke(() -> charge.shrinkTo(MemoryBudget.need(room.used())));
            })
        .onFailure(ExceededException.class)
        .recoverWithUni(exceeded -> step(more(bytes, exceeded.needed()), reading));
  }

  /** Twice as much if possible, so that few steps start again. */
  private int more(int bytes, int needed) {
    int twice = (int) Math.min(Integer.MAX_VALUE, 2L * bytes);
    return Math.max(needed, memory.most(twice, context.holdings()));
  }
}
