package io.imagepeek.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.imagepeek.failure.InspectFailure.ImageNotFoundInRegistry;
import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Which entry of an index is chosen; entries are told apart by their size, which is their place.
 */
class IndexTest {

  private static final String DIGEST = "sha256:" + "0123456789abcdef".repeat(4);

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          OCI,    linux/amd64,    linux/arm64 linux/amd64,                       1
          OCI,    linux/amd64,    linux/amd64 linux/amd64,                       0
          OCI,    linux/amd64,    linux/amd64 linux/amd64+zstd linux/amd64+zstd, 1
          OCI,    linux/arm/v7,   linux/arm/v6+zstd linux/arm/v7,                1
          OCI,    linux/arm/v7,   linux/arm/v8 linux/arm linux/arm/v5,           2
          OCI,    linux/arm,      linux/arm/v5 linux/arm/v7,                     1
          OCI,    linux/arm64,    linux/arm64/v8 linux/arm64,                    1
          OCI,    linux/arm64/v8, linux/arm64 linux/arm64/v8,                    1
          OCI,    linux/arm64/v9, linux/arm64/v8 linux/arm64,                    1
          OCI,    linux/amd64,    none linux/amd64,                              1
          OCI,    linux/amd64,    linux/arm64 none none,                         1
          OCI,    linux/amd64,    linux/arm64 none none+zstd,                    2
          OCI,    linux/amd64,    none+zstd linux/amd64,                         1
          OCI,    unknown/unknown, linux/amd64 unknown/unknown,                  1
          DOCKER, linux/amd64,    linux/amd64 linux/amd64+zstd,                  0
          DOCKER, linux/arm/v7,   linux/arm linux/arm/v6 linux/arm/v5,           1
          """)
  void selects(ImageFormat format, String wanted, String entries, long place) {
    Descriptor selected =
        index(format, entries).candidates(Platform.parse(wanted)).get(0).descriptor();
    assertThat(selected.size()).isEqualTo(place);
    assertThat(selected.digest()).hasToString(DIGEST);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          OCI    | linux/mips   | linux/amd64 linux/arm64/v8 linux/amd64 | image index for architecture "mips", variant "", OS "linux"; available: linux/amd64, linux/arm64/v8
          OCI    | linux/arm/v5 | linux/arm/v6                           | image index for architecture "arm", variant "v5", OS "linux"; available: linux/arm/v6
          OCI    | linux/amd64  | linux/AMD64                            | image index for architecture "amd64", variant "", OS "linux"; available: linux/AMD64
          OCI    | linux/amd64  | windows/amd64 unknown/unknown          | image index for architecture "amd64", variant "", OS "linux"; available: windows/amd64
          OCI    | linux/amd64  | unknown/unknown                        | image index for architecture "amd64", variant "", OS "linux"; no platforms are available
          OCI    | linux/amd64  | -                                      | image index for architecture "amd64", variant "", OS "linux"; no platforms are available
          DOCKER | linux/amd64  | none linux/s390x                       | manifest list for architecture "amd64", variant "", OS "linux"; available: linux/s390x
          """)
  void saysWhatThereIs(ImageFormat format, String wanted, @Nullable String entries, String text) {
    assertNotFound(index(format, entries), wanted, "no image found in " + text);
  }

  @Test
  void boundsWhatItSays() {
    List<Index.Entry> entries =
        IntStream.range(0, 1_000)
            .mapToObj(i -> entry(i, new Platform("x".repeat(60) + i, "a", "")))
            .toList();
    assertThatThrownBy(
            () -> new Index(ImageFormat.OCI, entries).candidates(Platform.parse("linux/amd64")))
        .isInstanceOfSatisfying(
            ImageNotFoundInRegistry.class,
            failure ->
                assertThat(failure.error())
                    .hasSizeLessThan(5_000)
                    .contains("; available: xxx")
                    .endsWith(", …"));
  }

  @ParameterizedTest
  @CsvSource({"bogus, 5", "sha256:abc, 5", DIGEST_AND_NEGATIVE_SIZE})
  void checksWhatItSelects(String digest, long size) {
    Platform amd64 = Platform.parse("linux/amd64");
    Index.Entry malformed = new Index.Entry("", digest, size, null, amd64, "", null, "");
    Index index =
        new Index(ImageFormat.OCI, List.of(malformed, entry(1, Platform.parse("linux/arm64"))));
    assertThatThrownBy(() -> index.candidates(amd64).get(0).descriptor())
        .isInstanceOf(InspectImageFailure.class)
        .hasMessageContaining("manifest: selected entry: ");
    assertThat(index.candidates(Platform.parse("linux/arm64")).get(0).size()).isEqualTo(1);
  }

  private static final String DIGEST_AND_NEGATIVE_SIZE =
      "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef, -1";

  private static void assertNotFound(Index index, String wanted, String text) {
    assertThatThrownBy(() -> index.candidates(Platform.parse(wanted)))
        .isInstanceOfSatisfying(
            ImageNotFoundInRegistry.class, failure -> assertThat(failure.error()).isEqualTo(text));
  }

  private static Index index(ImageFormat format, @Nullable String entries) {
    List<Index.Entry> list = new ArrayList<>();
    for (String entry : entries == null ? new String[0] : entries.split(" ", -1)) {
      list.add(entry(format, entry, list.size()));
    }
    return new Index(format, list);
  }

  private static Index.Entry entry(ImageFormat format, String text, int place) {
    String platform = text.replace("+zstd", "");
    Index.Entry entry = entry(place, platform.equals("none") ? null : Platform.parse(platform));
    if (platform.equals("none") && format == ImageFormat.DOCKER) {
      return entry(place, new Platform("", "", ""));
    }
    if (!text.endsWith("+zstd")) {
      return entry;
    }
    Map<String, String> zstd = Map.of("io.github.containers.compression.zstd", "true");
    return new Index.Entry("", DIGEST, place, zstd, entry.platform(), "", null, "");
  }

  private static Index.Entry entry(int place, @Nullable Platform platform) {
    return new Index.Entry("", DIGEST, place, null, platform, "", null, "");
  }
}
