package io.imagepeek.inspect;

import io.imagepeek.failure.InspectFailure.ImageNotFoundInRegistry;
import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import io.imagepeek.image.EngineConfig;
import io.imagepeek.image.ImageManifest;
import io.imagepeek.image.Index;
import io.imagepeek.image.Platform;
import io.imagepeek.inspect.IndexWalk.Chosen;
import io.imagepeek.inspect.IndexWalk.Leaf;
import io.imagepeek.source.OffLoop;
import io.imagepeek.source.ReadDocument;
import io.imagepeek.source.StoredImage;
import io.smallrye.mutiny.Uni;
import java.util.Comparator;
import java.util.List;

/**
 * Makes the engine's view from an image's documents, as an engine does over a containerd store: of
 * the best platform whose manifest and configuration are there.
 */
final class EngineInspection {

  private final IndexWalk indexes;
  private final int jsonDepth;
  private final Platform host;

  /**
   * @param host the platform that is preferred where none is asked for
   */
  EngineInspection(IndexWalk indexes, int jsonDepth, Platform host) {
    this.indexes = indexes;
    this.jsonDepth = jsonDepth;
    this.host = host;
  }

  Uni<Inspection> read(InspectQuery query, StoredImage image, ReadDocument top) {
    if (query.platform().isPresent()) {
      return indexes
          .select(image, top, query.platform().get())
          .flatMap(chosen -> engineImage(image, top, chosen));
    }
    if (!(top.document() instanceof Index)) {
      return engineImage(image, top, new Chosen(List.of(top)));
    }
    return indexes
        .leaves(image, top)
        .flatMap(leaves -> firstPresent(image, top, byPreference(leaves)));
  }

  /** The host's own platform first; those that say no platform last; attestations not at all. */
  private List<Leaf> byPreference(List<Leaf> leaves) {
    return leaves.stream()
        .filter(leaf -> !leaf.entry().isAttestation())
        .sorted(Comparator.comparingInt(leaf -> preference(leaf.entry())))
        .toList();
  }

  private int preference(Index.Entry entry) {
    Platform platform = entry.platform();
    return platform == null ? Integer.MAX_VALUE : host.preference(platform);
  }

  private Uni<Inspection> firstPresent(StoredImage image, ReadDocument top, List<Leaf> leaves) {
    if (leaves.isEmpty()) {
      throw new ImageNotFoundInRegistry("none of the image's platforms is there");
    }
    return indexes
        .follow(image, leaves.get(0), host)
        .flatMap(chosen -> engineImage(image, top, chosen))
        .onFailure(ImageNotFoundInRegistry.class)
        .recoverWithUni(() -> firstPresent(image, top, leaves.subList(1, leaves.size())));
  }

  private Uni<Inspection> engineImage(StoredImage image, ReadDocument top, Chosen chosen) {
    ImageManifest manifest = chosen.described();
    return image
        .config(manifest.config())
        .flatMap(body -> OffLoop.compute(body.length, () -> EngineConfig.parse(body, jsonDepth)))
        .flatMap(
            config ->
                image
                    .entry(top.digest())
                    .map(
                        entry ->
                            new EngineImage(
                                top.digest(),
                                chosen.read().digest(),
                                top.digest().toString(),
                                entry,
                                config,
                                packedSize(chosen, manifest),
                                null)));
  }

  /** Index, manifest, configuration and layers, by what their descriptors say. */
  private static long packedSize(Chosen chosen, ImageManifest manifest) {
    long size = manifest.layersSize().orElse(0);
    for (ReadDocument read : chosen.documents()) {
      size = sum(size, read.body().length);
    }
    return sum(size, manifest.config().size());
  }

  private static long sum(long a, long b) {
    if (a > Long.MAX_VALUE - b) {
      throw new InspectImageFailure("manifest: the sizes add up to none");
    }
    return a + b;
  }
}
