package io.imagepeek.image;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import io.imagepeek.fuzz.Corpus;
import io.imagepeek.fuzz.Expect;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** An image's configuration, by the rules of each kind of manifest and by those of engines. */
public final class ImageConfigFuzz {

  private static final ObjectMapper PLAIN =
      new ObjectMapper(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNumberLength(Integer.MAX_VALUE).build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private static final byte[] BLANKS = " \n".getBytes(StandardCharsets.US_ASCII);

  private ImageConfigFuzz() {}

  public static void fuzzerInitialize() {
    Corpus.replay("ImageConfig", ImageConfigFuzz::fuzzerTestOneInput);
  }

  public static void fuzzerTestOneInput(byte[] body) {
    for (ImageFormat format : ImageFormat.values()) {
      check(body, format);
    }
    EngineConfig engine = EngineConfig.parse(body, Document.DEFAULT_MAX_DEPTH);
    Expect.same(
        engine,
        EngineConfig.parse(followedByBlanks(body), Document.DEFAULT_MAX_DEPTH),
        "blanks say nothing to an engine");
    Expect.same(
        EngineConfig.UNKNOWN.config().keySet().stream()
            .filter(engine.config()::containsKey)
            .toList(),
        List.copyOf(EngineConfig.UNKNOWN.config().keySet()),
        "some fields are always there, in their order");
  }

  private static void check(byte[] body, ImageFormat format) {
    ImageConfig read;
    try {
      read = ImageConfig.parse(body, format);
    } catch (InspectImageFailure refused) {
      Expect.oneLine(refused.error());
      return;
    }
    Expect.same(
        read, ImageConfig.parse(followedByBlanks(body), format), "blanks at the end say nothing");
    requireJson(body);
    String created = read.created();
    Expect.that(
        created == null || created.equals(Rfc3339.normalise(created)), "a time is printed one way");
    Map<String, String> labels = read.labels();
    if (labels != null) {
      List<String> keys = new ArrayList<>(labels.keySet());
      keys.sort(Utf8Text.ORDER);
      Expect.same(keys, List.copyOf(labels.keySet()), "labels are in order");
      labels.forEach((key, value) -> requireText(key + value));
    }
    List<String> env = read.env();
    if (env != null) {
      env.forEach(ImageConfigFuzz::requireText);
    }
  }

  /** Whatever else is made of it, it is JSON and nothing follows it. */
  private static void requireJson(byte[] body) {
    try {
      Expect.that(!PLAIN.readTree(Utf8Text.reader(body)).isMissingNode(), "it is not empty");
    } catch (IOException malformed) {
      throw new AssertionError("what is accepted is JSON", malformed);
    }
  }

  /** Text that can be written as UTF-8, which an answer is. */
  private static void requireText(String text) {
    Expect.that(StandardCharsets.UTF_8.newEncoder().canEncode(text), "a text can be written");
  }

  private static byte[] followedByBlanks(byte[] body) {
    byte[] longer = Arrays.copyOf(body, body.length + BLANKS.length);
    System.arraycopy(BLANKS, 0, longer, body.length, BLANKS.length);
    return longer;
  }
}
