package io.imagepeek.inspect;

import io.imagepeek.failure.InspectFailure;
import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import io.imagepeek.image.EngineConfig;
import io.imagepeek.image.ImageManifest;
import io.imagepeek.image.Index;
import io.imagepeek.image.Manifest;
import io.imagepeek.image.Platform;
import io.imagepeek.image.Schema1Manifest;
import io.imagepeek.image.UnreadableDocument;
import io.imagepeek.inspect.IndexResolver.Leaf;
import io.imagepeek.inspect.InspectedPlatforms.Member;
import io.imagepeek.source.ParserExecutor;
import io.imagepeek.source.ReadDocument;
import io.imagepeek.source.StoredImage;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Lists an image's platforms: all manifests of its indexes, with their sizes. */
final class PlatformListing {

  /** Manifests of one image that are read concurrently. */
  private static final int MANIFESTS_AT_ONCE = 8;

  private final IndexResolver indexes;
  private final int jsonDepth;
  private final ParserExecutor parsers;

  PlatformListing(IndexResolver indexes, int jsonDepth, ParserExecutor parsers) {
    this.indexes = indexes;
    this.jsonDepth = jsonDepth;
    this.parsers = parsers;
  }

  Uni<Inspection> read(StoredImage image, ReadDocument top) {
    return top.document() instanceof Index
        ? indexes.leaves(image, top).flatMap(leaves -> all(image, top, leaves))
        : only(image, top, new SelectedManifest(List.of(top)).manifest());
  }

  /** An image without an index has its platform in its configuration. */
  private Uni<Inspection> only(StoredImage image, ReadDocument top, Manifest manifest) {
    if (!(manifest instanceof ImageManifest described)) {
      Platform platform = ((Schema1Manifest) manifest).platform();
      return Uni.createFrom().item(only(top, manifest, platform, ""));
    }
    if (described.isArtifact()) {
      Member artifact = member(top, manifest, null, "", described.artifact());
      return Uni.createFrom().item(listed(top, List.of(), List.of(), List.of(artifact)));
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
    Platform stated =
        platform.os().isEmpty() && platform.architecture().isEmpty() ? null : platform;
    Member only = member(top, manifest, stated, osVersion, null);
    return listed(top, List.of(only), List.of(), List.of());
  }

  private static Member member(
      ReadDocument top,
      Manifest manifest,
      @Nullable Platform platform,
      String osVersion,
      @Nullable String artifactType) {
    return new Member(
        platform,
        osVersion,
        null,
        top.digest().toString(),
        manifest.mediaType(),
        artifactType,
        top.body().length,
        manifest.layersSize(),
        null,
        null);
  }

  private static Inspection listed(
      ReadDocument top, List<Member> platforms, List<Member> attestations, List<Member> artifacts) {
    return new InspectedPlatforms(
        top.digest(), top.document().mediaType(), platforms, attestations, artifacts);
  }

  private Uni<Inspection> all(StoredImage image, ReadDocument top, List<Leaf> leaves) {
    if (leaves.isEmpty()) {
      return Uni.createFrom().item(listed(top, List.of(), List.of(), List.of()));
    }
    // No recursion, unlike a join: hundreds of entries may need no request at all.
    return Multi.createFrom()
        .range(0, leaves.size())
        .onItem()
        .transformToUni(i -> member(image, leaves.get(i)).map(member -> new Indexed(i, member)))
        .merge(MANIFESTS_AT_ONCE)
        .collect()
        .asList()
        .map(PlatformListing::inOrder)
        .map(members -> sorted(top, leaves, members));
  }

  /** A member and the index of its leaf. */
  private record Indexed(int index, Member member) {}

  private static List<Member> inOrder(List<Indexed> members) {
    return members.stream()
        .sorted(Comparator.comparingInt(Indexed::index))
        .map(Indexed::member)
        .toList();
  }

  private static Inspection sorted(ReadDocument top, List<Leaf> leaves, List<Member> members) {
    List<Member> platforms = new ArrayList<>();
    List<Member> attestations = new ArrayList<>();
    List<Member> artifacts = new ArrayList<>();
    for (int i = 0; i < leaves.size(); i++) {
      Member member = members.get(i);
      if (leaves.get(i).entry().isAttestation()) {
        attestations.add(member);
      } else if (member.artifactType() != null) {
        artifacts.add(member);
      } else {
        platforms.add(member);
      }
    }
    return listed(top, platforms, attestations, artifacts);
  }

  /** What an entry's manifest states, or why it was not read; the others do not fail with it. */
  private static Uni<Member> member(StoredImage image, Leaf leaf) {
    Index.Entry entry = leaf.entry();
    if (leaf.odd() != null) {
      return Uni.createFrom().item(unread(entry, leaf.odd().error()));
    }
    if (!entry.isDocument()) {
      return Uni.createFrom()
          .item(unread(entry, "this is neither an image manifest nor an index by its media type"));
    }
    return IndexResolver.read(image, entry)
        .map(read -> member(entry, read))
        .onFailure(
            failure ->
                IndexResolver.isOfEntry(failure)
                    || (failure instanceof InspectImageFailure used && used.hasUsedUpRequests()))
        .recoverWithItem(failure -> unread(entry, ((InspectFailure) failure).error()));
  }

  private static Member member(Index.Entry entry, ReadDocument read) {
    if (read.document() instanceof UnreadableDocument unreadable) {
      return unread(entry, unreadable.why());
    }
    if (!(read.document() instanceof Manifest manifest)) {
      return member(
          entry,
          read.document().mediaType(),
          entry.isArtifact() ? entry.artifactType() : null,
          OptionalLong.empty(),
          "this is an index, which has no layers");
    }
    boolean artifact = manifest instanceof ImageManifest described && described.isArtifact();
    String type = artifact ? ((ImageManifest) manifest).artifact() : null;
    return member(
        entry,
        manifest.mediaType(),
        entry.isArtifact() ? entry.artifactType() : type,
        manifest.layersSize(),
        null);
  }

  /** A member from the fields of its entry alone. */
  private static Member unread(Index.Entry entry, String why) {
    return member(
        entry,
        entry.mediaType(),
        entry.isArtifact() ? entry.artifactType() : null,
        OptionalLong.empty(),
        why);
  }

  private static Member member(
      Index.Entry entry,
      String mediaType,
      @Nullable String artifactType,
      OptionalLong layersSize,
      @Nullable String error) {
    return new Member(
        entry.platform(),
        entry.osVersion(),
        entry.osFeatures(),
        entry.digest(),
        mediaType,
        artifactType,
        entry.size(),
        layersSize,
        entry.annotations(),
        error);
  }
}
