package io.imagepeek.source.layout;

import io.imagepeek.image.Descriptor;
import io.imagepeek.image.Digest;
import io.imagepeek.source.BlockingWork;
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

  PlacedImage(BlockingWork work, Callable<ImagePlace> opening) {
    this.work = work;
    this.opened = work.run(opening).memoize().indefinitely();
  }

  @Override
  public Uni<ReadDocument> resolve() {
    return read(ImagePlace::resolve);
  }

  @Override
  public Uni<ReadDocument> manifest(Descriptor descriptor) {
    return read(place -> place.manifest(descriptor));
  }

  @Override
  public Uni<byte[]> config(Descriptor descriptor) {
    return read(place -> place.config(descriptor));
  }

  @Override
  public Uni<StoreEntry> entry(Digest resolved) {
    return read(place -> place.entry(resolved));
  }

  @Override
  public Uni<Optional<List<String>>> tags() {
    return read(place -> Optional.of(place.tags()));
  }

  private <T> Uni<T> read(Function<ImagePlace, T> reading) {
    return opened.flatMap(place -> work.run(() -> reading.apply(place)));
  }
}
