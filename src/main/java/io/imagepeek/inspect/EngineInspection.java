package io.imagepeek.inspect;

import io.imagepeek.failure.InspectFailure;
import io.imagepeek.failure.InspectFailure.ImageNotFoundInRegistry;
import io.imagepeek.image.EngineConfig;
import io.imagepeek.image.ImageManifest;
import io.imagepeek.image.Index;
import io.imagepeek.image.Layer;
import io.imagepeek.image.Platform;
import io.imagepeek.inspect.IndexResolver.Chosen;
import io.imagepeek.inspect.IndexResolver.Leaf;
import io.imagepeek.source.ParserExecutor;
import io.imagepeek.source.ReadDocument;
import io.imagepeek.source.StoredImage;
import io.smallrye.mutiny.Uni;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes the engine's view from an image's documents, as an engine does over a containerd store: of
 * the best platform whose manifest and configuration are there.
 */
final class EngineInspection {

  private final IndexResolver indexes;
  private final ContentSize sizes;
  private final int jsonDepth;
  private final Platform host;
  private final ParserExecutor parsers;

  /** A manifest whose configuration is there, and how much the host likes it: 0 most. */
  private record Candidate(Chosen chosen, EngineConfig config, int preference) {}

  /**
   * @param host the platform that is preferred where none is asked for
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
      return only(image, top, new Chosen(List.of(top)));
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

  /** Why what is there is of no use, though nothing was asked for yet; null for no reason. */
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

  private Uni<Inspection> only(StoredImage image, ReadDocument top, Chosen chosen) {
    return config(image, chosen)
        .flatMap(config -> engineImage(image, top, chosen, config, ContentSize.of(chosen)));
  }

  /** The most liked first; attestations not at all. */
  private List<Leaf> byPreference(List<Leaf> leaves) {
    return leaves.stream()
        .filter(Leaf::mayBeImage)
        .sorted(
            Comparator.comparingInt(this::likedAtMost)
                .thenComparing(leaf -> leaf.entry().platform() == null))
        .toList();
  }

  /** What says no platform may be for the host's own. */
  private int likedAtMost(Leaf leaf) {
    Platform platform = leaf.entry().platform();
    return platform == null ? 0 : host.preference(platform);
  }

  /**
   * The best of what is there; nothing is read that cannot be better than what was found.
   *
   * @param odd why one of those before could not be read; null where all could, or are not there
   */
  private Uni<Candidate> best(
      StoredImage image,
      List<Leaf> leaves,
      @Nullable Candidate found,
      @Nullable InspectFailure odd) {
    if (found != null && (leaves.isEmpty() || found.preference() <= likedAtMost(leaves.get(0)))) {
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

  /** What came of an entry. */
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

  private int preference(Leaf leaf, Chosen chosen, EngineConfig config) {
    Platform stated = leaf.entry().platform();
    return isRunnable(chosen.described())
        ? host.preference(stated == null ? config.platform() : stated)
        : Integer.MAX_VALUE;
  }

  private Uni<EngineConfig> config(StoredImage image, Chosen chosen) {
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

  /** Engines take nothing from an artifact: a manifest whose layers are none of an image. */
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
      StoredImage image, ReadDocument top, Chosen chosen, EngineConfig config, long size) {
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
