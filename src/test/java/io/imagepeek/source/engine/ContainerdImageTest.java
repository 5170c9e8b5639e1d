package io.imagepeek.source.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.imagepeek.failure.InspectFailure;
import io.imagepeek.failure.InspectFailure.ImageNotFoundInRegistry;
import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import io.imagepeek.image.Descriptor;
import io.imagepeek.image.Digest;
import io.imagepeek.image.DigestAlgorithm;
import io.imagepeek.image.MediaTypes;
import io.imagepeek.source.DocumentReading;
import io.imagepeek.source.ImageRequest;
import io.imagepeek.source.ImageTarget.LocalTarget;
import io.imagepeek.source.InspectionContext;
import io.imagepeek.source.ParserExecutor;
import io.imagepeek.source.StoredImage;
import io.imagepeek.source.engine.containerd.Image;
import io.imagepeek.source.engine.containerd.Info;
import io.imagepeek.source.engine.containerd.Target;
import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Look-ups and documents where containerd's data are not as they should be. */
class ContainerdImageTest {

  private static final byte[] INDEX =
      "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"manifests\":[]}"
          .formatted(MediaTypes.OCI_INDEX)
          .getBytes(UTF_8);
  private static final byte[] CONFIG = "{}".getBytes(UTF_8);
  private static final Digest TARGET = Digest.of(DigestAlgorithm.SHA256, INDEX);
  private static final Digest OTHER = Digest.parse("sha256:" + "b".repeat(64));
  private static final String ALPINE = "docker.io/library/alpine:latest";

  private final Store store = new Store();

  /** What a containerd has, and what it was asked. */
  private static final class Store implements ContainerdApi {
    private final List<Image> images = new ArrayList<>();
    private final Map<Digest, byte[]> contents = new HashMap<>();
    private final Map<Digest, Info> infos = new HashMap<>();
    private final List<String> asked = new ArrayList<>();
    private Map<String, String> namespaceLabels = Map.of();
    private Runnable afterGet = () -> {};

    void put(byte[] content, String... labels) {
      Digest digest = Digest.of(DigestAlgorithm.SHA256, content);
      Info.Builder info = Info.newBuilder().setSize(content.length);
      for (String label : labels) {
        info.putLabels(label, "x");
      }
      contents.put(digest, content);
      infos.put(digest, info.build());
    }

    @Override
    public Uni<Optional<Image>> image(String name, InspectionContext context) {
      asked.add(name);
      Optional<Image> found = first(image -> image.getName().equals(name));
      afterGet.run();
      return Uni.createFrom().item(found);
    }

    @Override
    public Uni<List<Image>> images(ContainerdFilter filter, InspectionContext context) {
      asked.add(filter.text());
      Predicate<Image> lets =
          image ->
              filter.equals(ContainerdFilter.target(Digest.parse(image.getTarget().getDigest())))
                  || filter.equals(
                      ContainerdFilter.targetPrefix(
                          image.getTarget().getDigest().substring(7, 11)));
      return Uni.createFrom().item(images.stream().filter(lets).toList());
    }

    private Optional<Image> first(Predicate<Image> lets) {
      return images.stream().filter(lets).findFirst();
    }

    @Override
    public Uni<Optional<Info>> info(Digest digest, InspectionContext context) {
      return Uni.createFrom().item(Optional.ofNullable(infos.get(digest)));
    }

    @Override
    public Uni<Optional<byte[]>> content(Digest digest, long size, InspectionContext context) {
      asked.add("content");
      return Uni.createFrom().item(Optional.ofNullable(contents.get(digest)));
    }

    @Override
    public Uni<Map<String, String>> namespaceLabels(InspectionContext context) {
      return Uni.createFrom().item(namespaceLabels);
    }
  }

  private StoredImage open(String name) {
    return new ContainerdSource(
            Optional.of(() -> store), new DocumentReading(1_000, 1_000, 100), new ParserExecutor())
        .open(
            new ImageRequest(
                new LocalTarget("containerd", name, null), Optional.empty(), Optional.empty()),
            new InspectionContext(Clock.systemUTC(), Duration.ofSeconds(25)));
  }

  private static Image image(String name, Digest target) {
    return image(name, target, INDEX.length);
  }

  private static Image image(String name, Digest target, long size) {
    return Image.newBuilder()
        .setName(name)
        .setTarget(
            Target.newBuilder()
                .setMediaType(MediaTypes.OCI_INDEX)
                .setDigest(target.toString())
                .setSize(size))
        .build();
  }

  private static InspectFailure failure(Uni<?> uni) {
    return catchThrowableOfType(InspectFailure.class, () -> uni.await().indefinitely());
  }

  private List<String> tagsOf(String name) {
    return open(name).entry(TARGET).await().indefinitely().repoTags();
  }

  @Test
  void isLookedUpOnce() {
    store.put(INDEX);
    store.images.add(image(ALPINE, TARGET));
    StoredImage image = open("alpine");

    assertThat(image.resolve().await().indefinitely().digest()).isEqualTo(TARGET);
    assertThat(image.entry(TARGET).await().indefinitely().repoTags())
        .containsExactly("alpine:latest");
    assertThat(store.asked)
        .containsExactly(ALPINE, ContainerdFilter.target(TARGET).text(), "content");
  }

  @Test
  void prefersTheCanonicalName() {
    store.images.add(image("alpine:latest", OTHER));
    store.images.add(image("alpine", OTHER));
    store.images.add(image(ALPINE, TARGET));

    assertThat(tagsOf("alpine")).containsExactly("alpine:latest");
    assertThat(store.asked.get(0)).isEqualTo(ALPINE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"alpine:latest", "alpine"})
  void fallsBackToTheNameAsItIsWritten(String name) {
    store.images.add(image(name, TARGET));

    assertThat(tagsOf("alpine")).containsExactly(name);
  }

  @Test
  void saysWhyANameThatIsNoneIsNotThere() {
    assertThat(failure(open("Upper").resolve()))
        .isInstanceOf(InvalidInspectParameters.class)
        .hasMessageContaining("lower case");
    assertThat(failure(open("alpine").resolve())).isInstanceOf(ImageNotFoundInRegistry.class);
  }

  @Test
  void isInconsistentOnceItIsGone() {
    store.put(INDEX);
    store.images.add(image(ALPINE, TARGET));
    store.images.add(image("docker.io/library/alpine:3", TARGET));
    store.afterGet = () -> store.images.remove(0);

    InspectFailure failure = failure(open("alpine").resolve());

    assertThat(failure).isInstanceOf(InspectImageFailure.class);
    assertThat(failure.error()).startsWith("inconsistent data");
    assertThat(failure.isTransient()).isTrue();
  }

  @Test
  void isInconsistentOnceItIsAnother() {
    store.images.add(image(ALPINE, TARGET));
    store.afterGet =
        () -> {
          store.images.clear();
          store.images.add(image(ALPINE, OTHER));
        };

    assertThat(failure(open("alpine").entry(TARGET)).error()).startsWith("inconsistent data");
  }

  @Test
  void isFoundByItsId() {
    store.images.add(image("moby-dangling@" + TARGET, TARGET));
    store.images.add(image(ALPINE, TARGET));

    for (String id : List.of(TARGET.toString(), TARGET.hex(), TARGET.hex().substring(0, 4))) {
      assertThat(tagsOf(id)).as(id).containsExactly("alpine:latest");
    }
    assertThat(failure(open(OTHER.toString()).resolve()))
        .isInstanceOf(ImageNotFoundInRegistry.class);
    assertThat(failure(open("cafe").resolve())).isInstanceOf(ImageNotFoundInRegistry.class);
  }

  /** As the container runtime interface names images. */
  @Test
  void isFoundByANameThatIsAnId() {
    store.images.add(image(OTHER.toString(), TARGET));
    store.images.add(image(ALPINE, TARGET));

    assertThat(tagsOf(OTHER.hex())).containsExactly(OTHER.toString(), "alpine:latest");
  }

  @Test
  void isAmbiguousBySeveralIds() {
    Digest alike = Digest.parse("sha256:" + TARGET.hex().substring(0, 4) + "0".repeat(60));
    store.images.add(image(ALPINE, TARGET));
    store.images.add(image("docker.io/library/other:1", alike));

    assertThat(failure(open(TARGET.hex().substring(0, 4)).resolve()))
        .isInstanceOfSatisfying(
            InvalidInspectParameters.class,
            failure -> assertThat(failure.error()).startsWith("imageName: "));
  }

  @Test
  void prefersANameToAnId() {
    String name = TARGET.hex().substring(0, 4);
    store.images.add(image(ALPINE, TARGET));
    store.images.add(image("docker.io/library/" + name + ":latest", OTHER));

    assertThat(tagsOf(name)).containsExactly(name + ":latest");
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          alpine@TARGET      , true
          alpine:9@TARGET    , true
          docker.io/library/alpine@TARGET, true
          other@TARGET       , false
          quay.io/alpine@TARGET, false
          alpine@OTHER       , false
          """)
  void isFoundByItsDigestUnderItsName(String name, boolean found) {
    store.put(INDEX);
    store.images.add(image("quay.io/else:1", TARGET));
    store.images.add(image(ALPINE, TARGET));
    String pinned = name.replace("TARGET", TARGET.toString()).replace("OTHER", OTHER.toString());

    if (found) {
      assertThat(open(pinned).resolve().await().indefinitely().digest()).isEqualTo(TARGET);
    } else {
      assertThat(failure(open(pinned).resolve())).isInstanceOf(ImageNotFoundInRegistry.class);
    }
  }

  /** A pin is kept also by names that engines do not read. */
  @Test
  void doesNotPassForAnotherDigest() {
    String name = "Upper@" + OTHER;
    store.images.add(image(name, TARGET));

    assertThat(failure(open(name).resolve())).isInstanceOf(InspectImageFailure.class);
  }

  @Test
  void hasATargetThatCanBeVerified() {
    store.images.add(
        Image.newBuilder()
            .setName(ALPINE)
            .setTarget(Target.newBuilder().setDigest("md5:x").setSize(1))
            .build());
    assertThat(failure(open("alpine").resolve())).isInstanceOf(InspectImageFailure.class);

    store.images.set(0, image(ALPINE, TARGET, -1));
    assertThat(failure(open("alpine").resolve())).isInstanceOf(InspectImageFailure.class);
  }

  @Test
  void isNotReadWhereItsContentIsMissing() {
    store.images.add(image(ALPINE, TARGET));

    InspectFailure failure = failure(open("alpine").resolve());

    assertThat(failure).isInstanceOf(ImageNotFoundInRegistry.class);
    assertThat(failure.error()).contains(TARGET.toString());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 5, 999, 1_001, Long.MAX_VALUE})
  void isNotReadWhereItsSizeIsWrongOrTooMuch(long size) {
    store.put(INDEX);
    store.images.add(image(ALPINE, TARGET, size));

    assertThat(failure(open("alpine").resolve())).isInstanceOf(InspectImageFailure.class);
    assertThat(store.asked).doesNotContain("content");
  }

  @Test
  void isVerified() {
    store.put(INDEX);
    store.contents.put(TARGET, new String(INDEX, UTF_8).replace('2', '3').getBytes(UTF_8));
    store.images.add(image(ALPINE, TARGET));

    assertThat(failure(open("alpine").resolve()))
        .isInstanceOf(InspectImageFailure.class)
        .hasMessageContaining("digest");
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      textBlock =
          """
          -              , -       , overlayfs
          -              , stargz  , stargz
          native         , -       , native
          native         , stargz  , native
          native+zfs     , -       , native
          native+zfs     , zfs     , zfs
          native+overlayfs, -      , overlayfs
          """)
  void tellsWhatUnpackedIt(@Nullable String labels, @Nullable String usual, String driver) {
    store.put(
        CONFIG,
        labels == null
            ? new String[] {"containerd.io/gc.ref.content.0"}
            : Stream.of(labels.split("\\+", -1))
                .map(name -> "containerd.io/gc.ref.snapshot." + name)
                .toArray(String[]::new));
    store.images.add(image(ALPINE, TARGET));
    if (usual != null) {
      store.namespaceLabels = Map.of("containerd.io/defaults/snapshotter", usual);
    }
    StoredImage image = open("alpine");
    Digest config = Digest.of(DigestAlgorithm.SHA256, CONFIG);

    image.config(new Descriptor("", config, CONFIG.length, null, null)).await().indefinitely();

    assertThat(image.entry(TARGET).await().indefinitely().driver()).isEqualTo(driver);
  }

  @Test
  void isNowhereWithoutASocket() {
    ContainerdSource source =
        new ContainerdSource(
            Optional.empty(), new DocumentReading(1_000, 1_000, 100), new ParserExecutor());

    InspectFailure failure =
        catchThrowableOfType(
            InspectFailure.class,
            () ->
                source.open(
                    new ImageRequest(
                        new LocalTarget("containerd", "alpine", null),
                        Optional.empty(),
                        Optional.empty()),
                    new InspectionContext(Clock.systemUTC(), Duration.ofSeconds(25))));

    assertThat(failure).isInstanceOf(InvalidInspectParameters.class);
    assertThat(failure.error())
        .startsWith("containerImageTransport: ")
        .contains("imagepeek.engine.containerd-socket");
  }
}
