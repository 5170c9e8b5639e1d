package io.imagepeek.inspect;

import io.imagepeek.failure.InspectFailure.ImageNotFoundInRegistry;
import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import io.imagepeek.image.EngineConfig;
import io.imagepeek.image.ImageManifest;
import io.imagepeek.image.Index;
import io.imagepeek.image.Manifest;
import io.imagepeek.image.Platform;
import io.imagepeek.image.Schema1Manifest;
import io.imagepeek.inspect.IndexWalk.Leaf;
import io.imagepeek.inspect.InspectedPlatforms.Member;
import io.imagepeek.source.ParserExecutor;
import io.imagepeek.source.ReadDocument;
import io.imagepeek.source.StoredImage;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Lists the platforms of an image: of each manifest that its indexes name, how big it is. */
final class PlatformListing {

  /** Manifests that are read at once, of one image. */
  private static final int MANIFESTS_AT_ONCE = 8;

  private final IndexWalk indexes;
  private final int jsonDepth;
  private final ParserExecutor parsers;

  PlatformListing(IndexWalk indexes, int jsonDepth, ParserExecutor parsers) {
    this.indexes = indexes;
    this.jsonDepth = jsonDepth;
    this.parsers = parsers;
  }

  Uni<Inspection> read(StoredImage image, ReadDocument top) {
    return top.document() instanceof Manifest manifest
        ? only(image, top, manifest)
        : indexes.leaves(image, top).flatMap(leaves -> all(image, top, leaves));
  }

  /** An image without an index says its platform in its configuration. */
  private Uni<Inspection> only(StoredImage image, ReadDocument top, Manifest manifest) {
    if (!(manifest instanceof ImageManifest described)) {
      Platform platform = ((Schema1Manifest) manifest).platform();
      return Uni.createFrom().item(only(top, manifest, platform, ""));
    }
    return image
        .config(described.config())
        .flatMap(
            body ->
                parsers.compute(
                    image.origin(), body.length, () -> EngineConfig.parsePlatform(body, jsonDepth)))
        .map(config -> only(top, manifest, config.platform(), config.osVersion()));
  }

  private static Inspection only(
      ReadDocument top, Manifest manifest, Platform platform, String osVersion) {
    return new InspectedPlatforms(
        top.digest(),
        manifest.mediaType(),
        List.of(
            new Member(
                platform.os().isEmpty() && platform.architecture().isEmpty() ? null : platform,
                osVersion,
                top.digest().toString(),
                manifest.mediaType(),
                top.body().length,
                manifest.layersSize(),
                null)),
        List.of());
  }

  private Uni<Inspection> all(StoredImage image, ReadDocument top, List<Leaf> leaves) {
    if (leaves.isEmpty()) {
      return Uni.createFrom().item(listed(top, leaves, List.of()));
    }
    return Uni.join()
        .all(leaves.stream().map(leaf -> member(image, leaf.entry())).toList())
        .usingConcurrencyOf(MANIFESTS_AT_ONCE)
        .andFailFast()
        .map(members -> listed(top, leaves, members));
  }

  private static Inspection listed(ReadDocument top, List<Leaf> leaves, List<Member> members) {
    List<Member> platforms = new ArrayList<>();
    List<Member> attestations = new ArrayList<>();
    for (int i = 0; i < leaves.size(); i++) {
      (leaves.get(i).entry().isAttestation() ? attestations : platforms).add(members.get(i));
    }
    return new InspectedPlatforms(
        top.digest(), top.document().mediaType(), platforms, attestations);
  }

  private static Uni<Member> member(StoredImage image, Index.Entry entry) {
    return image
        .manifest(entry.descriptor())
        .map(
            read ->
                read.document() instanceof Manifest manifest
                    ? manifest.layersSize()
                    : OptionalLong.empty())
        // All else stands in the index's entry, which has cost no request of its own.
        .onFailure(
            failure ->
                failure instanceof ImageNotFoundInRegistry
                    || (failure instanceof InspectImageFailure used && used.hasUsedUpRequests()))
        .recoverWithItem(OptionalLong.empty())
        .map(
            layersSize ->
                new Member(
                    entry.platform(),
                    entry.osVersion(),
                    entry.digest(),
                    entry.mediaType(),
                    entry.size(),
                    layersSize,
                    entry.annotations()));
  }
}
