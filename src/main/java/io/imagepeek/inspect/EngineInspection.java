package io.imagepeek.inspect;

import io.imagepeek.failure.InspectFailure;
import io.imagepeek.failure.InspectFailure.ImageNotFoundInRegistry;
import io.imagepeek.image.EngineConfig;
import io.imagepeek.image.ImageManifest;
import io.imagepeek.image.Index;
import io.imagepeek.image.Layer;
import io.imagepeek.image.Platform;
import io.imagepeek.inspect.IndexResolver.Leaf;
import io.imagepeek.source.ParserExecutor;
import io.imagepeek.source.ReadDocument;
import io.imagepeek.source.StoredImage;
import io.smallrye.mutiny.Uni;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes the view {@code engine} from an image's documents, as an engine with a containerd store
 * does: of the best platform whose manifest and configuration can be read.
 */
final class EngineInspection {

  private final IndexResolver indexes;
  private final ContentSize sizes;
  private final int jsonDepth;
  private final Platform host;
  private final ParserExecutor parsers;

  /** A manifest whose configuration can be read, and its rank for the host: 0 is the best. */
  private record Candidate(SelectedManifest chosen, EngineConfig config, int preference) {}

  /**
   * @param host the preferred platform if the request names none
   */
  EngineInspection(
      IndexResolver indexes,
      ContentSize sizes,
      int jsonDepth,
      Platform host,
      ParserExecutor parsers) {
    this.indexes = indexes;
    this.sizes = sizes;
    this.jsonDepth = jsonDepth;
    this.host = host;
    this.parsers = parsers;
  }

  Uni<Inspection> read(InspectQuery query, StoredImage image, ReadDocument top) {
    if (query.platform().isPresent()) {
      return indexes
          .select(image, top, query.platform().get())
          .flatMap(chosen -> only(image, top, chosen));
    }
    if (!(top.document() instanceof Index)) {
      return only(image, top, new SelectedManifest(List.of(top)));
    }
    return indexes
        .leaves(image, top)
        .flatMap(leaves -> best(image, byPreference(leaves), null, odd(leaves)))
        .flatMap(
            best ->
                sizes
                    .forHost(image, top, best.chosen())
                    .flatMap(size -> engineImage(image, top, best.chosen(), best.config(), size)));
  }

  /** Why none of the entries is usable, as far as the indexes show it; null for no reason. */
  private static @Nullable InspectFailure odd(List<Leaf> leaves) {
    if (!leaves.isEmpty() && leaves.stream().allMatch(leaf -> leaf.entry().saysNoImage())) {
      return leaves.get(0).index().noImage();
    }
    return leaves.stream()
        .map(Leaf::odd)
        .filter(odd -> odd != null && !(odd instanceof ImageNotFoundInRegistry))
        .findFirst()
        .orElse(null);
  }

  private Uni<Inspection> only(StoredImage image, ReadDocument top, SelectedManifest chosen) {
    return config(image, chosen)
        .flatMap(config -> engineImage(image, top, chosen, config, ContentSize.of(chosen)));
  }

  /** The entries that may be images, the best possible rank first. */
  private List<Leaf> byPreference(List<Leaf> leaves) {
    return leaves.stream()
        .filter(Leaf::mayBeImage)
        .sorted(
            Comparator.comparingInt(this::bestRank)
                .thenComparing(leaf -> leaf.entry().platform() == null))
        .toList();
  }

  /** The best rank that an entry can have: one without a platform may be for the host's. */
  private int bestRank(Leaf leaf) {
    Platform platform = leaf.entry().platform();
    return platform == null ? 0 : host.preference(platform);
  }

  /**
   * The best candidate; an entry that cannot be better than the one found is not read.
   *
   * @param odd why a previous entry could not be read; null if all could, or are missing
   */
  private Uni<Candidate> best(
      StoredImage image,
      List<Leaf> leaves,
      @Nullable Candidate found,
      @Nullable InspectFailure odd) {
    if (found != null && (leaves.isEmpty() || found.preference() <= bestRank(leaves.get(0)))) {
      return Uni.createFrom().item(found);
    }
    if (leaves.isEmpty()) {
      throw odd == null
          ? new ImageNotFoundInRegistry("none of the image's platforms is there")
          : odd;
    }
    return candidate(image, leaves.get(0))
        .map(next -> new Tried(next, null))
        .onFailure(IndexResolver::isOfEntry)
        .recoverWithItem(failure -> new Tried(null, (InspectFailure) failure))
        .flatMap(
            tried ->
                best(
                    image,
                    leaves.subList(1, leaves.size()),
                    better(found, tried.candidate()),
                    odd == null && !(tried.failure() instanceof ImageNotFoundInRegistry)
                        ? tried.failure()
                        : odd));
  }

  /** An entry that was tried: a candidate or a failure. */
  private record Tried(@Nullable Candidate candidate, @Nullable InspectFailure failure) {}

  private static @Nullable Candidate better(@Nullable Candidate found, @Nullable Candidate other) {
    return other != null && (found == null || other.preference() < found.preference())
        ? other
        : found;
  }

  private Uni<Candidate> candidate(StoredImage image, Leaf leaf) {
    return indexes
        .follow(image, leaf, host)
        .flatMap(
            chosen ->
                config(image, chosen)
                    .map(
                        config -> new Candidate(chosen, config, preference(leaf, chosen, config))));
  }

  private int preference(Leaf leaf, SelectedManifest chosen, EngineConfig config) {
    Platform stated = leaf.entry().platform();
    return isRunnable(chosen.described())
        ? host.preference(stated == null ? config.platform() : stated)
        : Integer.MAX_VALUE;
  }

  private Uni<EngineConfig> config(StoredImage image, SelectedManifest chosen) {
    ImageManifest manifest = chosen.described();
    return image
        .config(manifest.config())
        .flatMap(
            body ->
                isRunnable(manifest)
                    ? parsers.compute(
                        image.origin(), body.length, () -> EngineConfig.parse(body, jsonDepth))
                    : Uni.createFrom().item(EngineConfig.UNKNOWN));
  }

  /**
   * Whether it is an image, not an artifact: engines show nothing of a manifest without image
   * layers.
   */
  private static boolean isRunnable(ImageManifest manifest) {
    return manifest.layers().isEmpty()
        || manifest.layers().stream()
            .map(Layer::mimeType)
            .anyMatch(
                type ->
                    type.startsWith("application/vnd.oci.image.layer.")
                        || type.startsWith("application/vnd.docker.image.rootfs."));
  }

  private static Uni<Inspection> engineImage(
      StoredImage image,
      ReadDocument top,
      SelectedManifest chosen,
      EngineConfig config,
      long size) {
    return image
        .entry(top.digest())
        .map(
            entry ->
                new EngineImage(
                    top.digest(),
                    chosen.read().digest(),
                    top.digest().toString(),
                    entry,
                    config,
                    size,
                    null));
  }
}
