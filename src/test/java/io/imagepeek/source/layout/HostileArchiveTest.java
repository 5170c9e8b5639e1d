package io.imagepeek.source.layout;

import static io.imagepeek.source.layout.SavedArchive.oneImage;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.imagepeek.failure.InspectFailure;
import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import io.imagepeek.source.layout.TarBytes.Header;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** An invalid archive ends in a failure that says why, within the limits, and is closed. */
class HostileArchiveTest {

  private static final String LAYER = "l/layer.tar";
  private static final int MEGABYTE = 1024 * 1024;

  @TempDir private Path root;

  private record Lie(String what, TarBytes archive, String error) {
    @Override
    public String toString() {
      return what;
    }
  }

  static Stream<Lie> lies() {
    return Stream.of(
        new Lie("empty", new TarBytes(), "too short"),
        new Lie("text", new TarBytes().raw("x".repeat(600).getBytes(UTF_8)), "not a tar archive"),
        new Lie("random", new TarBytes().raw(noise(5_000)), "not a tar archive"),
        new Lie(
            "gzip", new TarBytes().raw(new byte[] {0x1f, (byte) 0x8b, 8, 0}).end(), "with gzip"),
        new Lie("zstd", magic("(\u00b5/\u00fd"), "with zstd"),
        new Lie("xz", magic("\u00fd7zXZ\0"), "with xz"),
        new Lie("bzip2", magic("BZh9"), "with bzip2"),
        new Lie(
            "false checksum",
            new TarBytes().header(new Header("manifest.json", '0', 0).falseChecksum()).end(),
            "checksum"),
        new Lie("ends in a header", oneImage(LAYER).raw(new byte[100]), "truncated"),
        new Lie(
            "ends in content",
            oneImage(LAYER).header(new Header(LAYER, '0', 5)).raw(new byte[3]),
            "truncated"),
        new Lie(
            "ends in padding",
            oneImage(LAYER).header(new Header(LAYER, '0', 5)).raw(new byte[100]),
            "truncated"),
        new Lie(
            "huge size",
            oneImage(LAYER).header(new Header(LAYER, '0', 0).at(124, "77777777777\0")).end(),
            "truncated"),
        new Lie(
            "size of 2^63-1",
            oneImage(LAYER)
                .header(new Header(LAYER, '0', 0).binarySize(Long.MAX_VALUE, 0x80))
                .end(),
            ""),
        new Lie(
            "negative size",
            oneImage(LAYER).header(new Header(LAYER, '0', 0).binarySize(-1, 0xff)).end(),
            ""),
        new Lie(
            "size beyond 2^63",
            oneImage(LAYER).header(new Header(LAYER, '0', 0).binarySize(-1, 0x80)).end(),
            ""),
        new Lie(
            "letters for a size",
            oneImage(LAYER).header(new Header(LAYER, '0', 0).at(124, "abcdefghijk\0")).end(),
            "malformed"),
        new Lie(
            "PAX size beyond the end",
            oneImage(LAYER).pax('x', "size=99999999999").file(LAYER, "12345").end(),
            "truncated"),
        new Lie(
            "PAX size beyond 2^63",
            oneImage(LAYER).pax('x', "size=99999999999999999999").file(LAYER, "12345").end(),
            "malformed"),
        new Lie(
            "PAX size below zero",
            oneImage(LAYER).pax('x', "size=-1").file(LAYER, "12345").end(),
            ""),
        new Lie(
            "PAX size in words",
            oneImage(LAYER).pax('x', "size=many").file(LAYER, "12345").end(),
            "malformed"),
        new Lie(
            "PAX path upwards",
            oneImage(LAYER).pax('x', "path=../../" + LAYER).file("any", "12345").end(),
            "absolute or has .."),
        new Lie("PAX record of a length beyond its header", paxText("99999999 a=b\n"), "malformed"),
        new Lie("PAX record without end", paxText("30 path=abc"), "malformed"),
        new Lie("PAX at the end", oneImage(LAYER).pax('x', "path=x").end(), "malformed"),
        new Lie("global PAX at the end", oneImage(LAYER).pax('g', "path=x").end(), "malformed"),
        new Lie(
            "global PAX path for every entry",
            new TarBytes().pax('g', "path=manifest.json").file("a", "[]").file("b", "[ ]").end(),
            "occurs more than once"),
        new Lie(
            "PAX header of 2 MiB",
            oneImage(LAYER)
                .pax('x', "comment=" + "c".repeat(2 * MEGABYTE))
                .file(LAYER, "12345")
                .end(),
            "bytes of headers"),
        new Lie(
            "GNU name of 2 MiB",
            oneImage(LAYER)
                .entry('L', "././@LongLink", new byte[2 * MEGABYTE])
                .file(LAYER, "12345")
                .end(),
            "bytes of headers"),
        new Lie("GNU names of GNU names", repeated('L', 5_000), "bytes of headers"),
        new Lie("GNU links of GNU links", repeated('K', 5_000), "bytes of headers"),
        new Lie("PAX headers of PAX headers", repeated('x', 5_000), ""),
        new Lie("global PAX headers alone", repeated('g', 5_000), ""),
        new Lie(
            "old GNU sparse",
            oneImage(LAYER).header(new Header(LAYER, 'S', 0).at(257, "ustar  \0")).end(),
            "sparse"),
        new Lie(
            "old GNU sparse without end",
            oneImage(LAYER)
                .header(new Header(LAYER, 'S', 0).at(257, "ustar  \0").at(482, "\1"))
                .raw(extendedSparse(4_000)),
            ""),
        new Lie(
            "PAX sparse 1.0 of many pieces",
            oneImage(LAYER)
                .pax('x', "GNU.sparse.major=1", "GNU.sparse.minor=0", "GNU.sparse.realsize=9")
                .header(new Header(LAYER, '0', 4_000_000))
                .raw("9999999\n".getBytes(UTF_8))
                .raw("0\n1\n".repeat(900_000).getBytes(UTF_8)),
            ""),
        new Lie(
            "PAX sparse 0.1 of the real size of a disk",
            oneImage(LAYER)
                .pax(
                    'x',
                    "GNU.sparse.map=0,1,9000000000000000000,1",
                    "GNU.sparse.size=9000000000000000001")
                .file(LAYER, "12")
                .file("another", "entry")
                .end(),
            ""),
        new Lie(
            "upwards", oneImage(LAYER).file("../" + LAYER, "12345").end(), "absolute or has .."),
        new Lie(
            "upwards inside",
            oneImage(LAYER).file("a/../" + LAYER, "12345").end(),
            "absolute or has .."),
        new Lie(
            "beside its own absolute name",
            oneImage(LAYER).file(LAYER, "12345").file("/" + LAYER, "12346").end(),
            "absolute or has .."),
        new Lie(
            "link to an absolute name",
            oneImage(LAYER).file("/x/y", "12345").link('1', LAYER, "x/y").end(),
            "absolute or has .."),
        new Lie("absolute", oneImage(LAYER).file("/" + LAYER, "12345").end(), "absolute or has .."),
        new Lie(
            "two of a wanted name",
            oneImage(LAYER).file(LAYER, "12345").file("./l//layer.tar", "123456").end(),
            "l/layer.tar occurs more than once"),
        new Lie(
            "two of a wanted name and of one size",
            oneImage(LAYER).file(LAYER, "12345").file(LAYER, "12346").end(),
            "l/layer.tar occurs more than once, with different content"),
        new Lie(
            "three of a wanted name",
            oneImage(LAYER).file(LAYER, "12345").file(LAYER, "12345").file(LAYER, "x").end(),
            "l/layer.tar occurs more than once"),
        new Lie(
            "two that differ in the last byte",
            oneImage(LAYER)
                .file(LAYER, "x".repeat(200_000) + "1")
                .file(LAYER, "x".repeat(200_000) + "2")
                .end(),
            "l/layer.tar occurs more than once"),
        new Lie(
            "a file and a link to another",
            oneImage(LAYER)
                .file(LAYER, "12345")
                .file("other", "1234")
                .link('1', LAYER, "other")
                .end(),
            "l/layer.tar occurs more than once"),
        new Lie(
            "a link to two of one name",
            oneImage(LAYER).link('2', LAYER, "x").file("l/x", "12345").file("l/x", "12346").end(),
            "l/x occurs more than once"),
        new Lie(
            "a file and a link to itself",
            oneImage(LAYER).file(LAYER, "12345").link('1', LAYER, LAYER).end(),
            "chain"),
        new Lie(
            "a file and a device of one name",
            oneImage(LAYER).file(LAYER, "12345").header(new Header(LAYER, '3', 0)).end(),
            "is not a regular file"),
        new Lie(
            "two manifests",
            oneImage(LAYER).file(LAYER, "12345").file("manifest.json", "[]").end(),
            "manifest.json occurs more than once"),
        new Lie(
            "link out",
            oneImage(LAYER).link('2', LAYER, "../../outside").end(),
            "link out of the archive"),
        new Lie(
            "absolute link",
            oneImage(LAYER).link('2', LAYER, "/etc/shadow").end(),
            "link out of the archive"),
        new Lie(
            "hard link out",
            oneImage(LAYER).link('1', LAYER, "../etc/shadow").end(),
            "link out of the archive"),
        new Lie(
            "link to nothing",
            oneImage(LAYER).link('2', LAYER, "other").end(),
            "is a link to a name that the archive lacks"),
        new Lie("link to itself", oneImage(LAYER).link('2', LAYER, "layer.tar").end(), "chain"),
        new Lie(
            "links in a circle",
            oneImage(LAYER).link('2', LAYER, "b").link('1', "l/b", LAYER).end(),
            "chain"),
        new Lie(
            "link with content",
            oneImage(LAYER).header(new Header(LAYER, '2', 512).linkTo("x")).end().end(),
            "with a content size"),
        new Lie(
            "directory with content",
            oneImage(LAYER).header(new Header("d/", '5', 512)).end().end(),
            "with a content size"),
        new Lie(
            "file with the name of a directory, with content",
            oneImage(LAYER).header(new Header("d/", '0', 512)).end().end(),
            "with a content size"),
        new Lie(
            "pipe",
            oneImage(LAYER).header(new Header(LAYER, '6', 0)).end(),
            "is not a regular file"),
        new Lie(
            "device",
            oneImage(LAYER).header(new Header(LAYER, '3', 0)).end(),
            "is not a regular file"),
        new Lie(
            "unknown type",
            oneImage(LAYER).header(new Header(LAYER, 'Q', 0)).end(),
            "is not a regular"),
        new Lie("no layer", oneImage(LAYER).end(), "lacks the layer \"l/layer.tar\""),
        new Lie("layer out of the archive", oneImage("../x").end(), "is out of it"),
        new Lie("layer with an absolute name", oneImage("/x").end(), "is out of it"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("lies")
  void endsInAFailure(Lie lie) throws IOException {
    Path archive = lie.archive().to(root.resolve("archive.tar"));

    InspectFailure failure = LocalInspections.under(root).failure("docker-archive", archive, null);

    assertThat(failure).as(failure.error()).isInstanceOf(InspectImageFailure.class);
    assertThat(failure.error()).contains(lie.error()).hasSizeLessThan(500);
    assertThat(openFiles()).doesNotContain(archive.toRealPath());
  }

  /** What real archives have besides an image; the layer of 5 bytes follows. */
  static Stream<Lie> notNeeded() {
    return Stream.of(
        new Lie("absolute", oneImage(LAYER).file("/etc/motd", "hello"), ""),
        new Lie("upwards", oneImage(LAYER).file("../x", "y").file("a/../b", "z"), ""),
        new Lie("PAX path upwards", oneImage(LAYER).pax('x', "path=../../x").file("x", "y"), ""),
        new Lie("two of a name", oneImage(LAYER).file("x", "1").file("./x", "22"), ""),
        new Lie(
            "device, pipe and unknown type",
            oneImage(LAYER)
                .header(new Header("dev/null", '3', 0))
                .header(new Header("pipe", '6', 0))
                .entry('Q', "odd", new byte[700]),
            ""),
        new Lie(
            "links out and in circles",
            oneImage(LAYER)
                .link('2', "x", "/etc/shadow")
                .link('1', "y", "../../z")
                .link('2', "a", "b")
                .link('2', "b", "a"),
            ""),
        new Lie(
            "old GNU sparse",
            oneImage(LAYER)
                .header(new Header("x", 'S', 700).at(257, "ustar  \0"))
                .padded(new byte[700]),
            ""),
        new Lie(
            "old GNU sparse of many pieces",
            oneImage(LAYER)
                .header(
                    new Header("x", 'S', 700)
                        .at(257, "ustar  \0")
                        .at(482, "\1")
                        .at(483, "00000000001\0"))
                .padded("00000000000\00000000001\0".getBytes(UTF_8))
                .padded(new byte[700]),
            ""),
        new Lie(
            "PAX sparse 0.1 of a large real size",
            oneImage(LAYER)
                .pax('x', "GNU.sparse.map=0,1,2000000000,1", "GNU.sparse.size=2000000001")
                .file("x", "12"),
            ""),
        new Lie(
            "PAX sparse 1.0",
            oneImage(LAYER)
                .pax(
                    'x',
                    "GNU.sparse.major=1",
                    "GNU.sparse.minor=0",
                    "GNU.sparse.name=x",
                    "GNU.sparse.realsize=2000000000")
                .header(new Header("GNUSparseFile.0/x", '0', TarBytes.RECORD + 700))
                .padded("1\n0\n700\n".getBytes(UTF_8))
                .padded(new byte[700]),
            ""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("notNeeded")
  void entriesThatAreNotNeededAreNotChecked(Lie odd) {
    Path archive = odd.archive().file(LAYER, "12345").end().to(root.resolve("archive.tar"));

    assertThat(
            LocalInspections.under(root)
                .image("docker-archive", archive, null)
                .at("/LayersData/0/Size")
                .intValue())
        .isEqualTo(5);
  }

  /** The entry is smaller than the map of its pieces. */
  @Test
  void aSparseMapIsWithinItsContent() {
    Path archive =
        oneImage(LAYER)
            .pax('x', "GNU.sparse.major=1", "GNU.sparse.minor=0", "GNU.sparse.realsize=9")
            .header(new Header("x", '0', 3))
            .padded("1\n0\n3\n".getBytes(UTF_8))
            .file(LAYER, "12345")
            .end()
            .to(root.resolve("archive.tar"));

    assertThat(LocalInspections.under(root).failure("docker-archive", archive, null).error())
        .isEqualTo("the archive has a sparse entry that is malformed");
  }

  static Stream<Arguments> limits() {
    return Stream.of(
        Arguments.of("entries", 3, Long.MAX_VALUE, "more entries than the limit of 3"),
        Arguments.of("headers", 1_000, 4L * 512, "more bytes of headers than the limit of 2048"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("limits")
  void countsEntriesAndHeaders(String what, int entries, long headerBytes, String error) {
    TarBytes bytes = new TarBytes();
    IntStream.range(0, 5).forEach(i -> bytes.file("f" + i, "content"));
    Path archive = bytes.end().to(root.resolve("archive.tar"));

    InspectFailure failure =
        LocalInspections.limited(entries, headerBytes, root)
            .failure("docker-archive", archive, null);

    assertThat(failure.error()).as(what).contains(error);
  }

  @Test
  void aMillionEntriesEndAtTheLimit() throws IOException {
    Path archive = root.resolve("archive.tar");
    byte[] thousand = new byte[1_000 * TarBytes.RECORD];
    for (int i = 0; i < 1_000; i++) {
      byte[] one = new TarBytes().header(new Header("n" + i, '0', 0)).toBytes();
      System.arraycopy(one, 0, thousand, i * TarBytes.RECORD, TarBytes.RECORD);
    }
    try (OutputStream out = Files.newOutputStream(archive)) {
      for (int i = 0; i < 1_000; i++) {
        out.write(thousand);
      }
    }

    assertThat(LocalInspections.under(root).failure("oci-archive", archive, null).error())
        .isEqualTo("the archive has more entries than the limit of 100000");
  }

  /** Every entry inherits them, so that a few bytes would cost much work. */
  @Test
  void globalHeadersCountWithEveryEntry() {
    TarBytes bytes =
        new TarBytes()
            .pax(
                'g',
                IntStream.range(0, 50_000).mapToObj(i -> "k" + i + "=v").toArray(String[]::new));
    IntStream.range(0, 1_000).forEach(i -> bytes.header(new Header("f" + i, '0', 0)));
    Path archive = bytes.end().to(root.resolve("archive.tar"));

    assertThat(LocalInspections.under(root).failure("oci-archive", archive, null).error())
        .isEqualTo("the archive has more bytes of headers than the limit of 67108864");
  }

  /**
   * A sparse file, so that the test writes little. What is between headers is not read, nor passed
   * over piece by piece: that would take longer than any inspection may.
   */
  @Test
  void passesOverContentOfAnySize() throws IOException {
    long size = 1L << 40;
    Path archive =
        oneImage(LAYER)
            .header(new Header(LAYER, '0', 0).binarySize(size, 0x80))
            .to(root.resolve("archive.tar"));
    try (FileChannel channel = FileChannel.open(archive, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.allocate(2 * TarBytes.RECORD), channel.size() + size);
    }

    assertThat(
            LocalInspections.under(root)
                .image("docker-archive", archive, null)
                .at("/LayersData/0/Size")
                .longValue())
        .isEqualTo(size);
  }

  @Test
  void documentsWithinAnArchiveAreBounded() {
    Path archive =
        new TarBytes()
            .file("manifest.json", new byte[4 * MEGABYTE + 1])
            .end()
            .to(root.resolve("archive.tar"));

    assertThat(LocalInspections.under(root).failure("docker-archive", archive, null).error())
        .isEqualTo("the archive's manifest.json has more bytes than the limit of 4194304");
  }

  private static Stream<Path> openFiles() throws IOException {
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
      return descriptors
          .flatMap(
              descriptor -> {
                try {
                  return Stream.of(Files.readSymbolicLink(descriptor));
                } catch (IOException closedMeanwhile) {
                  return Stream.empty();
                }
              })
          .toList()
          .stream();
    }
  }

  private static TarBytes magic(String start) {
    return new TarBytes().raw(start.getBytes(ISO_8859_1)).end();
  }

  private static TarBytes paxText(String text) {
    return oneImage(LAYER)
        .header(new Header("pax", 'x', text.length()))
        .padded(text.getBytes(UTF_8))
        .file(LAYER, "12345")
        .end();
  }

  /** The library reads each of these within the reading of its predecessor. */
  private static TarBytes repeated(char type, int times) {
    TarBytes bytes = oneImage(LAYER);
    for (int i = 0; i < times; i++) {
      bytes.header(new Header("n", type, 0));
    }
    return bytes.file(LAYER, "12345").end();
  }

  /** Records of an old GNU sparse map, each of which says that another follows. */
  private static byte[] extendedSparse(int records) {
    byte[] bytes = new byte[records * TarBytes.RECORD];
    for (int i = 0; i < records; i++) {
      int start = i * TarBytes.RECORD;
      for (int pair = 0; pair < 21; pair++) {
        byte[] text = "00000000001\00000000001\0".getBytes(ISO_8859_1);
        System.arraycopy(text, 0, bytes, start + pair * 24, text.length);
      }
      bytes[start + 504] = 1;
    }
    return bytes;
  }

  private static byte[] noise(int length) {
    byte[] bytes = new byte[length];
    new Random(1).nextBytes(bytes);
    return bytes;
  }
}
