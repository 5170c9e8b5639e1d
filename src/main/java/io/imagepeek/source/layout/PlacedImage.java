package io.imagepeek.source.layout;

import io.imagepeek.image.Descriptor;
import io.imagepeek.image.Digest;
import io.imagepeek.source.BlockingWork;
import io.imagepeek.source.InspectionContext;
import io.imagepeek.source.ReadDocument;
import io.imagepeek.source.StoreEntry;
import io.imagepeek.source.StoredImage;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;

/** An image in files, whose place is opened when it is first needed, and once. */
final class PlacedImage implements StoredImage {

  private final BlockingWork work;
  private final Uni<ImagePlace> opened;
  private final InspectionContext context;

  /**
   * @param context what is read is counted there
   */
  PlacedImage(BlockingWork work, Callable<ImagePlace> opening, InspectionContext context) {
    this.work = work;
    this.context = context;
    this.opened = work.run(opening).memoize().indefinitely();
  }

  @Override
  public Uni<ReadDocument> resolve() {
    return counted(read(ImagePlace::resolve));
  }

  @Override
  public Uni<ReadDocument> manifest(Descriptor descriptor) {
    return counted(read(place -> place.manifest(descriptor)));
  }

  @Override
  public Uni<byte[]> config(Descriptor descriptor) {
    return read(place -> place.config(descriptor)).invoke(body -> context.countBytes(body.length));
  }

  @Override
  public Uni<StoreEntry> entry(Digest resolved) {
    return read(place -> place.entry(resolved));
  }

  @Override
  public Uni<Optional<List<String>>> tags() {
    return read(place -> Optional.of(place.tags()));
  }

  private Uni<ReadDocument> counted(Uni<ReadDocument> read) {
    return read.invoke(document -> context.countBytes(document.body().length));
  }

  private <T> Uni<T> read(Function<ImagePlace, T> reading) {
    return opened.flatMap(place -> work.run(() -> reading.apply(place)));
  }
}
