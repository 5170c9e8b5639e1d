package io.imagepeek.source.engine;

import io.imagepeek.failure.InspectFailure.ImageNotFoundInRegistry;
import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import io.imagepeek.image.Descriptor;
import io.imagepeek.image.Digest;
import io.imagepeek.source.DocumentReading;
import io.imagepeek.source.InspectionContext;
import io.imagepeek.source.ParserExecutor;
import io.imagepeek.source.ReadDocument;
import io.imagepeek.source.StoreMetadata;
import io.imagepeek.source.StoredImage;
import io.imagepeek.source.engine.ContainerdLookup.Found;
import io.imagepeek.source.engine.containerd.Image;
import io.imagepeek.source.engine.containerd.Info;
import io.imagepeek.source.engine.containerd.Target;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;

/**
 * An image in containerd: looked up once, its documents read from the content store. Content that
 * is larger than its descriptor, or than the limit of documents, is not read.
 */
final class ContainerdImage implements StoredImage {

  /** Prefix of a label on the configuration of an unpacked image; the snapshotter follows. */
  private static final String SNAPSHOT = "containerd.io/gc.ref.snapshot.";

  /** A label on a namespace: its default snapshotter. */
  private static final String DEFAULT_SNAPSHOTTER = "containerd.io/defaults/snapshotter";

  /** containerd's default snapshotter, where the namespace has no such label. */
  private static final String CONTAINERD_DEFAULT = "overlayfs";

  private final ContainerdApi api;
  private final DocumentReading documents;
  private final InspectionContext context;
  private final ParserExecutor parsers;
  private final Uni<Found> found;
  private final Set<String> unpackedBy = new ConcurrentSkipListSet<>();

  ContainerdImage(
      ContainerdApi api,
      ContainerdName name,
      DocumentReading documents,
      InspectionContext context,
      ParserExecutor parsers) {
    this.api = api;
    this.documents = documents;
    this.context = context;
    this.parsers = parsers;
    this.found =
        Uni.createFrom()
            .deferred(() -> new ContainerdLookup(api, context).find(name))
            .memoize()
            .indefinitely();
  }

  @Override
  public Uni<ReadDocument> resolve() {
    return found.flatMap(image -> manifest(descriptor(image)));
  }

  private static Descriptor descriptor(Found image) {
    Target target = image.match().getTarget();
    if (target.getSize() < 0) {
      throw new InspectImageFailure("the image's target has a size below zero");
    }
    return new Descriptor(target.getMediaType(), image.target(), target.getSize(), null, null);
  }

  @Override
  public Uni<ReadDocument> manifest(Descriptor descriptor) {
    documents.requireManifestWithinLimit(descriptor);
    return info(descriptor)
        .flatMap(info -> content(descriptor))
        .flatMap(body -> parsers.compute(body.length, () -> read(descriptor, body)));
  }

  /** Where the digest is that of all bytes, the digest of a signed payload is not needed. */
  private ReadDocument read(Descriptor descriptor, byte[] body) {
    String mediaType = descriptor.mediaType().isEmpty() ? null : descriptor.mediaType();
    return descriptor.size() == body.length && descriptor.digest().matches(body)
        ? documents.named(null, body, mediaType)
        : documents.described(descriptor, body, mediaType);
  }

  @Override
  public Uni<byte[]> config(Descriptor descriptor) {
    documents.requireWithinLimit(descriptor);
    return info(descriptor)
        .invoke(this::noteSnapshotters)
        .flatMap(info -> content(descriptor))
        .flatMap(body -> parsers.compute(body.length, () -> documents.config(descriptor, body)));
  }

  private Uni<Info> info(Descriptor descriptor) {
    return api.info(descriptor.digest(), context)
        .map(
            known -> {
              Info info = known.orElseThrow(() -> absent(descriptor.digest()));
              if (info.getSize() != descriptor.size()) {
                throw InspectImageFailure.ofPart(
                    "the size of %s does not match: expected %d bytes, containerd has %d"
                        .formatted(descriptor.digest(), descriptor.size(), info.getSize()));
              }
              return info;
            });
  }

  private Uni<byte[]> content(Descriptor descriptor) {
    return api.content(descriptor.digest(), descriptor.size(), context)
        .map(content -> content.orElseThrow(() -> absent(descriptor.digest())));
  }

  private static ImageNotFoundInRegistry absent(Digest digest) {
    return new ImageNotFoundInRegistry("containerd does not have the content " + digest);
  }

  /** The tags of the repository that the image was found in; for an id, of its first name. */
  @Override
  public Uni<Optional<List<String>>> tags() {
    return found.flatMap(
        image -> {
          String repository = repository(image.match());
          return repository.isEmpty()
              ? Uni.createFrom().item(Optional.of(List.of()))
              : api.images(ContainerdFilter.tagsOf(repository), context)
                  .map(all -> Optional.of(tags(all, repository + ":")));
        });
  }

  private static List<String> tags(List<Image> all, String prefix) {
    return all.stream()
        .map(Image::getName)
        .filter(name -> name.startsWith(prefix))
        .map(name -> name.substring(prefix.length()))
        .toList();
  }

  private static String repository(Image image) {
    if (ContainerdNames.isDangling(image)) {
      return "";
    }
    String name = image.getName();
    int at = name.indexOf('@');
    String tagged = at < 0 ? name : name.substring(0, at);
    int colon = tagged.indexOf(':', tagged.lastIndexOf('/') + 1);
    return colon < 0 ? tagged : tagged.substring(0, colon);
  }

  /** The driver is the snapshotter of the configurations read so far, else the default. */
  @Override
  public Uni<StoreMetadata> entry(Digest resolved) {
    return found.flatMap(
        image ->
            driver().map(driver -> ContainerdNames.entry(image.all(), image.target(), driver)));
  }

  private Uni<String> driver() {
    List<String> known = List.copyOf(unpackedBy);
    if (known.size() == 1) {
      return Uni.createFrom().item(known.get(0));
    }
    return api.namespaceLabels(context)
        .map(labels -> labels.getOrDefault(DEFAULT_SNAPSHOTTER, CONTAINERD_DEFAULT))
        .map(preset -> known.isEmpty() || known.contains(preset) ? preset : known.get(0));
  }

  private void noteSnapshotters(Info config) {
    config.getLabelsMap().keySet().stream()
        .filter(label -> label.startsWith(SNAPSHOT))
        .map(label -> label.substring(SNAPSHOT.length()))
        .forEach(unpackedBy::add);
  }
}
