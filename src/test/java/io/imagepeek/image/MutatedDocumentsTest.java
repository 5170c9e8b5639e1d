package io.imagepeek.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagepeek.failure.InspectFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a registry serves, it is read or refused, and nothing else happens. */
class MutatedDocumentsTest {

  private static final int MUTATIONS = 5_000;
  private static final int MAX_DOCUMENT = 20_000;

  private static final List<String> PIECES =
      List.of(
          "null",
          "{}",
          "[]",
          "\"\"",
          "-1",
          "1e9",
          "99999999999999999999",
          "true",
          "\"",
          "\\",
          ",",
          ":",
          "{",
          "}",
          "[",
          "]",
          "\\ud800",
          "\u0000",
          "\"manifests\":[",
          "\"layers\":null,",
          "\"config\":{},",
          "\"schemaVersion\":1,",
          "\"signatures\":[{}],",
          "\"fsLayers\":[{}],",
          "\"digest\":\"sha256:x\",",
          "\"mediaType\":\"\",",
          "\"platform\":null,",
          "[[[[[[[[");

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void areReadOrRefused(long seed) throws IOException {
    List<byte[]> corpus = corpus();
    Random random = new Random(seed);
    int read = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      byte[] body = mutated(corpus.get(random.nextInt(corpus.size())), random);
      read += isRead(body, random);
    }
    // Mutations that broke everything would test nothing but the first few bytes.
    assertThat(read).isGreaterThan(MUTATIONS / 20);
  }

  /** How many of the two readings succeed; anything but an InspectFailure ends the test. */
  private static int isRead(byte[] body, Random random) {
    int read = 0;
    int type = random.nextInt(MediaTypes.MANIFEST_ACCEPT.size() + 1);
    String contentType =
        type == MediaTypes.MANIFEST_ACCEPT.size() ? null : MediaTypes.MANIFEST_ACCEPT.get(type);
    try {
      Document document = Document.parse(body, contentType);
      assertThat(document.contentToVerify(body)).isNotNull();
      if (document instanceof Index index) {
        assertThat(index.candidates(Platform.parse("linux/arm64")).get(0).descriptor().size())
            .isNotNegative();
      }
      if (document instanceof UnreadableDocument unreadable) {
        throw unreadable.refusal();
      }
      read++;
    } catch (InspectFailure refused) {
      assertThat(refused.error()).isNotEmpty().hasSizeLessThan(5_000);
    }
    try {
      ImageFormat format = random.nextBoolean() ? ImageFormat.OCI : ImageFormat.DOCKER;
      assertThat(ImageConfig.parse(body, format).os()).isNotNull();
      read++;
    } catch (InspectFailure refused) {
      assertThat(refused.error()).isNotEmpty().hasSizeLessThan(500);
    }
    return read;
  }

  private static byte[] mutated(byte[] original, Random random) {
    byte[] body = original.clone();
    int changes = 1 + random.nextInt(3);
    for (int i = 0; i < changes && body.length > 0; i++) {
      int at = random.nextInt(body.length);
      switch (random.nextInt(4)) {
        case 0 -> body[at] = (byte) random.nextInt(256);
        case 1 -> body = Arrays.copyOf(body, at);
        case 2 -> body = replaced(body, at, 0, PIECES.get(random.nextInt(PIECES.size())));
        default -> {
          int length = Math.min(random.nextInt(20), body.length - at);
          body = replaced(body, at, length, PIECES.get(random.nextInt(PIECES.size())));
        }
      }
    }
    return body;
  }

  private static byte[] replaced(byte[] body, int at, int length, String piece) {
    byte[] inserted = piece.getBytes(StandardCharsets.UTF_8);
    byte[] result = Arrays.copyOf(body, body.length - length + inserted.length);
    System.arraycopy(inserted, 0, result, at, inserted.length);
    System.arraycopy(body, at + length, result, at + inserted.length, body.length - at - length);
    return result;
  }

  private static List<byte[]> corpus() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src/test/resources/testbed/layout/blobs"))) {
      List<Path> paths = files.filter(Files::isRegularFile).sorted().toList();
      List<byte[]> documents = new ArrayList<>();
      for (Path path : paths) {
        byte[] content = Files.readAllBytes(path);
        if (content.length > 0 && content.length < MAX_DOCUMENT && content[0] == '{') {
          documents.add(content);
        }
      }
      assertThat(documents).hasSizeGreaterThan(100);
      return documents;
    }
  }
}
