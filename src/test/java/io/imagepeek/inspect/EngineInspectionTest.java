package io.imagepeek.inspect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.imagepeek.failure.InspectFailure;
import io.imagepeek.failure.InspectFailure.ImageNotFoundInRegistry;
import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import io.imagepeek.image.Descriptor;
import io.imagepeek.image.Digest;
import io.imagepeek.image.DigestAlgorithm;
import io.imagepeek.image.EngineConfig;
import io.imagepeek.image.ImageManifest;
import io.imagepeek.image.MediaTypes;
import io.imagepeek.image.Platform;
import io.imagepeek.inspect.InspectQuery.TagsWanted;
import io.imagepeek.inspect.InspectQuery.View;
import io.imagepeek.source.DocumentReading;
import io.imagepeek.source.ImageHandle;
import io.imagepeek.source.ImageRequest;
import io.imagepeek.source.ImageSource;
import io.imagepeek.source.ImageSources;
import io.imagepeek.source.ImageTarget.LocalTarget;
import io.imagepeek.source.InspectionContext;
import io.imagepeek.source.ParserExecutor;
import io.imagepeek.source.ReadDocument;
import io.imagepeek.source.StoreMetadata;
import io.imagepeek.source.StoredImage;
import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which platform of an image an engine on linux/amd64 shows, and what it weighs. */
class EngineInspectionTest {

  private static final String LAYER = "application/vnd.oci.image.layer.v1.tar+gzip";
  private static final int LAYER_SIZE = 1_000_000;

  private final Place place = new Place();

  /** A place that has some documents, and remembers which it was asked for. */
  private static final class Place implements ImageSource, StoredImage {
    private final DocumentReading reading = new DocumentReading(100_000, 100_000, 100);
    private final Map<Digest, byte[]> contents = new HashMap<>();
    private final List<Digest> asked = new ArrayList<>();
    private byte @Nullable [] top;

    Descriptor put(String mediaType, String content) {
      byte[] bytes = content.getBytes(UTF_8);
      Digest digest = Digest.of(DigestAlgorithm.SHA256, bytes);
      contents.put(digest, bytes);
      return new Descriptor(mediaType, digest, bytes.length, null, null);
    }

    void name(Descriptor named) {
      top = contents.get(named.digest());
    }

    @Override
    public String transport() {
      return "place";
    }

    @Override
    public ImageHandle open(ImageRequest request, InspectionContext context) {
      return this;
    }

    @Override
    public Uni<ReadDocument> resolve() {
      return Uni.createFrom().item(reading.named(null, top, null));
    }

    @Override
    public Uni<ReadDocument> manifest(Descriptor descriptor) {
      return content(descriptor).map(body -> reading.described(descriptor, body, null));
    }

    @Override
    public Uni<byte[]> config(Descriptor descriptor) {
      return content(descriptor).map(body -> reading.config(descriptor, body));
    }

    private Uni<byte[]> content(Descriptor descriptor) {
      asked.add(descriptor.digest());
      byte[] body = contents.get(descriptor.digest());
      return body == null
          ? Uni.createFrom().failure(new ImageNotFoundInRegistry("absent"))
          : Uni.createFrom().item(body);
    }

    @Override
    public Uni<StoreMetadata> entry(Digest resolved) {
      return Uni.createFrom().item(StoreMetadata.named(List.of("a:1"), List.of("a@" + resolved)));
    }

    @Override
    public Uni<Optional<List<String>>> tags() {
      return Uni.createFrom().item(Optional.empty());
    }
  }

  /**
   * An entry of an index.
   *
   * @param platform as the index says it; null where it says none
   */
  private record Entry(Descriptor descriptor, @Nullable String platform, boolean attestation) {

    String json() {
      String annotations =
          attestation
              ? ",\"annotations\":{\"vnd.docker.reference.type\":\"attestation-manifest\"}"
              : "";
      if (platform == null) {
        return EngineInspectionTest.json(descriptor, annotations);
      }
      String[] parts = platform.split("/", -1);
      return EngineInspectionTest.json(
          descriptor,
          annotations
              + ",\"platform\":{\"os\":\"%s\",\"architecture\":\"%s\"%s}"
                  .formatted(
                      parts[0],
                      parts[1],
                      parts.length > 2 ? ",\"variant\":\"" + parts[2] + "\"" : ""));
    }
  }

  private static String json(Descriptor descriptor, String more) {
    return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d%s}"
        .formatted(descriptor.mediaType(), descriptor.digest(), descriptor.size(), more);
  }

  /** An image whose configuration says this platform, and has an author that tells it apart. */
  private Descriptor image(String platform, String author, String layerType) {
    String[] parts = platform.split("/", -1);
    Descriptor config =
        place.put(
            MediaTypes.OCI_CONFIG,
            "{\"os\":\"%s\",\"architecture\":\"%s\",\"author\":\"%s\"}"
                .formatted(parts[0], parts[1], author));
    return manifest(config, layerType);
  }

  private Descriptor manifest(Descriptor config, String layerType) {
    return place.put(
        MediaTypes.OCI_MANIFEST,
        "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"config\":%s,\"layers\":[%s]}"
            .formatted(
                MediaTypes.OCI_MANIFEST,
                json(config, ""),
                json(
                    new Descriptor(
                        layerType,
                        Digest.parse("sha256:" + "1".repeat(64)),
                        LAYER_SIZE,
                        null,
                        null),
                    "")));
  }

  private Entry entry(String platform) {
    return new Entry(image(platform, platform, LAYER), platform, false);
  }

  private Entry unstated(String platform) {
    return new Entry(image(platform, platform, LAYER), null, false);
  }

  private Descriptor index(Entry... entries) {
    return place.put(
        MediaTypes.OCI_INDEX,
        "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"manifests\":[%s]}"
            .formatted(
                MediaTypes.OCI_INDEX,
                Stream.of(entries).map(Entry::json).collect(Collectors.joining(","))));
  }

  private void remove(Descriptor descriptor) {
    place.contents.remove(descriptor.digest());
  }

  private Descriptor configOf(Descriptor manifest) {
    return reading(manifest).config();
  }

  private ImageManifest reading(Descriptor manifest) {
    byte[] body = place.contents.get(manifest.digest());
    return (ImageManifest) place.reading.described(manifest, body, null).document();
  }

  private EngineImage inspect() {
    return inspect(Optional.empty());
  }

  private EngineImage inspect(Optional<Platform> platform) {
    Inspector inspector =
        new Inspector(
            new ImageSources(List.of(place)),
            new Inspector.Limits(3, 10, 100),
            Platform.parse("linux/arm64"),
            Platform.parse("linux/amd64"),
            new ParserExecutor());
    return (EngineImage)
        inspector
            .inspect(
                new InspectQuery(
                    new ImageRequest(
                        new LocalTarget("place", "a", null), Optional.empty(), Optional.empty()),
                    View.ENGINE,
                    platform,
                    TagsWanted.NONE,
                    List.of()),
                new InspectionContext(Clock.systemUTC(), Duration.ofSeconds(25)))
            .await()
            .indefinitely();
  }

  private InspectFailure failure() {
    return catchThrowableOfType(InspectFailure.class, this::inspect);
  }

  private static long packed(Descriptor manifest, Descriptor config, Descriptor... indexes) {
    return Stream.of(indexes).mapToLong(Descriptor::size).sum()
        + manifest.size()
        + config.size()
        + LAYER_SIZE;
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          linux/arm64 linux/amd64               , linux/amd64
          linux/arm64 linux/386 linux/amd64     , linux/amd64
          linux/arm64 linux/386                 , linux/386
          linux/arm64 linux/amd64/v3            , linux/arm64
          linux/s390x windows/amd64             , linux/s390x
          linux/arm64 Linux/AMD64               , Linux/AMD64
          """)
  void prefersTheHost(String entries, String chosen) {
    Descriptor index =
        index(Stream.of(entries.split(" ", -1)).map(this::entry).toArray(Entry[]::new));
    place.name(index);

    EngineImage image = inspect();

    assertThat(image.config().author()).isEqualTo(chosen);
    assertThat(image.digest()).isEqualTo(index.digest());
    assertThat(image.id()).isEqualTo(index.digest().toString());
    assertThat(image.entry().repoTags()).containsExactly("a:1");
    assertThat(place.asked).as("nothing but one manifest and its configuration").hasSize(2);
  }

  @Test
  void takesThePlatformAskedFor() {
    Entry arm = entry("linux/arm64");
    Descriptor index = index(entry("linux/amd64"), arm);
    place.name(index);

    EngineImage image = inspect(Optional.of(Platform.parse("linux/arm64")));

    assertThat(image.config().author()).isEqualTo("linux/arm64");
    assertThat(image.platformDigest()).isEqualTo(arm.descriptor().digest());
    assertThat(image.size()).isEqualTo(packed(arm.descriptor(), configOf(arm.descriptor()), index));
  }

  /** The host's manifest still counts: by its descriptor, and by what it says where it is there. */
  @Test
  void fallsBackToWhatIsThere() {
    Entry host = entry("linux/amd64");
    Descriptor hostConfig = configOf(host.descriptor());
    Descriptor index = index(host, entry("linux/arm64"));
    place.name(index);

    remove(hostConfig);
    assertThat(inspect().config().author()).isEqualTo("linux/arm64");
    assertThat(inspect().size()).isEqualTo(packed(host.descriptor(), hostConfig, index));

    remove(host.descriptor());
    assertThat(inspect().config().author()).isEqualTo("linux/arm64");
    assertThat(inspect().size()).isEqualTo(index.size() + host.descriptor().size());
  }

  @Test
  void isNotThereWhereNoPlatformIs() {
    Entry host = entry("linux/amd64");
    Entry other = entry("linux/arm64");
    place.name(index(host, other));
    remove(host.descriptor());
    remove(configOf(other.descriptor()));

    assertThat(failure()).isInstanceOf(ImageNotFoundInRegistry.class);

    place.name(index());

    assertThat(failure()).isInstanceOf(ImageNotFoundInRegistry.class);
  }

  @Test
  void skipsAttestations() {
    Entry attested = new Entry(image("unknown/unknown", "unknown", LAYER), "unknown/unknown", true);
    Entry disguised = new Entry(image("linux/amd64", "disguised", LAYER), "linux/amd64", true);
    Entry image = entry("linux/arm64");
    Descriptor index = index(disguised, attested, image);
    place.name(index);

    assertThat(inspect().config().author()).isEqualTo("linux/arm64");
    assertThat(inspect().size())
        .isEqualTo(packed(image.descriptor(), configOf(image.descriptor()), index));

    place.name(index(attested));

    assertThat(failure()).isInstanceOf(ImageNotFoundInRegistry.class);
  }

  @Test
  void looksIntoIndexesWithin() {
    Entry host = entry("linux/amd64");
    Descriptor inner = index(entry("linux/arm64"), host);
    Descriptor index = index(new Entry(inner, null, false));
    place.name(index);

    EngineImage image = inspect();

    assertThat(image.config().author()).isEqualTo("linux/amd64");
    assertThat(image.size())
        .isEqualTo(packed(host.descriptor(), configOf(host.descriptor()), index, inner));
  }

  /** What says its platform weighs, before what does not. */
  @Test
  void weighsTheBestEntryOfEachIndex() {
    Entry host = entry("linux/amd64");
    Descriptor inner = index(host);
    Descriptor index = index(new Entry(inner, null, false), host);
    place.name(index);

    assertThat(inspect().size())
        .isEqualTo(packed(host.descriptor(), configOf(host.descriptor()), index));
  }

  @Test
  void asksTheConfigurationWhereTheIndexSaysNoPlatform() {
    place.name(index(unstated("linux/arm64"), unstated("linux/386"), unstated("linux/amd64")));
    assertThat(inspect().config().author()).isEqualTo("linux/amd64");

    place.name(index(entry("linux/arm64"), unstated("linux/386")));
    assertThat(inspect().config().author()).isEqualTo("linux/386");

    place.name(index(unstated("linux/arm64"), entry("linux/amd64")));
    assertThat(inspect().config().author()).isEqualTo("linux/amd64");

    place.name(index(unstated("linux/arm64"), unstated("linux/s390x")));
    assertThat(inspect().config().author()).isEqualTo("linux/arm64");
  }

  @Test
  void takesNothingFromAnArtifact() {
    Descriptor artifact = image("wasip1/wasm", "me", "application/wasm");
    place.name(artifact);

    EngineImage alone = inspect();

    assertThat(alone.config()).isEqualTo(EngineConfig.UNKNOWN);
    assertThat(alone.size()).isEqualTo(packed(artifact, configOf(artifact)));

    place.name(index(new Entry(artifact, "linux/amd64", false), entry("linux/arm64")));

    assertThat(inspect().config().author()).isEqualTo("linux/arm64");
  }

  @Test
  void hasEmptyFieldsWhereTheConfigurationIsMalformed() {
    Descriptor config = place.put(MediaTypes.OCI_CONFIG, "{\"os\":[]}");
    place.name(manifest(config, LAYER));

    assertThat(inspect().config()).isEqualTo(EngineConfig.UNKNOWN);
  }

  @Test
  void refusesSchema1() {
    place.name(
        place.put(
            MediaTypes.SCHEMA1,
            """
            {"schemaVersion": 1, "name": "a", "tag": "1", "architecture": "amd64",
             "fsLayers": [{"blobSum": "sha256:%s"}],
             "history": [{"v1Compatibility": "{\\"id\\": \\"%s\\", \\"os\\": \\"linux\\"}"}]}
            """
                .formatted("2".repeat(64), "3".repeat(64))));

    assertThat(failure()).isInstanceOf(InspectImageFailure.class);
    assertThat(failure().error()).contains("schema 1");
  }

  @Test
  void refusesSizesThatAddUpToNone() {
    Descriptor config = place.put(MediaTypes.OCI_CONFIG, "{}");
    place.name(
        place.put(
            MediaTypes.OCI_MANIFEST,
            "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"config\":%s,\"layers\":[%s]}"
                .formatted(
                    MediaTypes.OCI_MANIFEST,
                    json(config, ""),
                    json(
                        new Descriptor(
                            LAYER,
                            Digest.parse("sha256:" + "1".repeat(64)),
                            Long.MAX_VALUE,
                            null,
                            null),
                        ""))));

    assertThat(failure()).isInstanceOf(InspectImageFailure.class);
  }

  @Test
  void refusesIndexesThatAreTooDeepOrTooLarge() {
    Descriptor deep = index(entry("linux/amd64"));
    for (int i = 0; i < 3; i++) {
      deep = index(new Entry(deep, null, false));
    }
    place.name(deep);
    assertThat(failure()).isInstanceOf(InspectImageFailure.class);

    place.name(
        index(
            Stream.iterate(0, i -> i + 1)
                .limit(11)
                .map(i -> new Entry(image("linux/amd64", "n" + i, LAYER), "linux/amd64", false))
                .toArray(Entry[]::new)));
    assertThat(failure()).isInstanceOf(InspectImageFailure.class);
  }
}
