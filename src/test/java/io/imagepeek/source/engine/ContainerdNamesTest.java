package io.imagepeek.source.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagepeek.image.Digest;
import io.imagepeek.source.StoreMetadata;
import io.imagepeek.source.engine.containerd.Image;
import io.imagepeek.source.engine.containerd.Time;
import io.imagepeek.testing.CapturedLog;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContainerdNamesTest {

  private static final String OTHER = "sha256:" + "b".repeat(64);
  private static final Digest TARGET = Digest.parse("sha256:" + "a".repeat(64));

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      textBlock =
          """
          docker.io/library/alpine:3.20  , alpine:3.20         , alpine@TARGET
          docker.io/library/alpine       , alpine              , alpine@TARGET
          docker.io/me/app:1             , me/app:1            , me/app@TARGET
          docker.io/library/a/b:1        , library/a/b:1       , library/a/b@TARGET
          reg.test:5000/a/b:1            , reg.test:5000/a/b:1 , reg.test:5000/a/b@TARGET
          docker.io/library/alpine@OTHER , alpine@OTHER        , alpine@OTHER
          docker.io/library/a:1@OTHER    , a:1@OTHER           , a:1@OTHER
          alpine:3.20                    , alpine:3.20         , -
          docker.io/alpine:3.20          , docker.io/alpine:3.20, -
          index.docker.io/library/a:1    , index.docker.io/library/a:1, -
          Upper:1                        , Upper:1             , -
          OTHER                          , OTHER               , -
          two words                      , two words           , -
          """)
  void areShownInFamiliarForm(String name, String tag, @Nullable String digest) {
    StoreMetadata entry = entry(image(expand(name)));

    assertThat(entry.repoTags()).containsExactly(expand(tag));
    assertThat(entry.repoDigests()).isEqualTo(digest == null ? List.of() : List.of(expand(digest)));
  }

  @Test
  void keepTheirOrderAndAreToldOnce() {
    StoreMetadata entry =
        entry(
            image("docker.io/library/b:2"),
            image("docker.io/library/a:2"),
            image("docker.io/library/a:1"),
            image("docker.io/library/a@" + TARGET));

    assertThat(entry.repoTags()).containsExactly("b:2", "a:2", "a:1", "a@" + TARGET);
    assertThat(entry.repoDigests()).containsExactly("b@" + TARGET, "a@" + TARGET);
  }

  @Test
  void logWhatIsNoCanonicalReference() {
    try (CapturedLog log = CapturedLog.of(ContainerdNames.class.getName())) {
      entry(image("Upper\nfake: " + "x".repeat(5_000)), image("docker.io/library/a:1"));

      assertThat(log.entries()).hasSize(1);
      assertThat(log.entries().get(0))
          .contains("not a canonical reference: Upper?fake")
          .hasSizeLessThan(400)
          .doesNotContain("\n");
    }
  }

  @Test
  void doNotShowDanglingOnes() {
    String dangling = "moby-dangling@" + TARGET;
    try (CapturedLog log = CapturedLog.of(ContainerdNames.class.getName())) {
      StoreMetadata alone = entry(image(dangling));

      assertThat(alone.repoTags()).isEmpty();
      assertThat(alone.repoDigests()).isEmpty();
      assertThat(log.entries()).isEmpty();

      StoreMetadata amongOthers = entry(image(dangling), image("docker.io/library/a:1"));

      assertThat(amongOthers.repoTags()).containsExactly("a:1");
      assertThat(log.entries()).hasSize(1);
      assertThat(log.lines("still dangling")).hasSize(1);
    }
  }

  @Test
  void tellTheParent() {
    assertThat(entry(image("a")).parent()).isEmpty();
    assertThat(
            entry(
                    image("a"),
                    Image.newBuilder()
                        .setName("b")
                        .putLabels("org.mobyproject.image.parent", OTHER)
                        .build())
                .parent())
        .isEqualTo(OTHER);
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          0           , 0         , 1970-01-01T00:00:00Z
          1700000000  , 0         , 2023-11-14T22:13:20Z
          1700000000  , 120000000 , 2023-11-14T22:13:20.12Z
          1700000000  , 123456789 , 2023-11-14T22:13:20.123456789Z
          1700000000  , 100       , 2023-11-14T22:13:20.0000001Z
          253402300799, 999999999 , 9999-12-31T23:59:59.999999999Z
          """)
  void tellTheNewestTime(long seconds, int nanos, String time) {
    assertThat(entry(at(seconds - 1, nanos), at(seconds, nanos), at(-5, 0)).lastTagTime())
        .isEqualTo(time);
  }

  @Test
  void tellNoTimeThatIsNone() {
    assertThat(entry(image("a")).lastTagTime()).isNull();
    assertThat(entry(at(Long.MAX_VALUE, 0), at(253_402_300_800L, 0)).lastTagTime()).isNull();
    assertThat(entry(at(Long.MIN_VALUE, -1)).lastTagTime()).isNull();
  }

  private static Image at(long seconds, int nanos) {
    return Image.newBuilder()
        .setName("docker.io/library/a:1")
        .setUpdatedAt(Time.newBuilder().setSeconds(seconds).setNanos(nanos))
        .build();
  }

  private static Image image(String name) {
    return Image.newBuilder().setName(name).build();
  }

  private static StoreMetadata entry(Image... images) {
    return ContainerdNames.entry(Stream.of(images).toList(), TARGET, "overlayfs");
  }

  private static String expand(String text) {
    return text.replace("TARGET", TARGET.toString()).replace("OTHER", OTHER);
  }
}
