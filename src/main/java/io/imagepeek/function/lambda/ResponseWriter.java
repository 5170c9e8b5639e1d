package io.imagepeek.function.lambda;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import io.imagepeek.function.ErrorResponse;
import io.imagepeek.function.JsonWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Writes answers of no more than Lambda takes: a larger one is refused when all is done, and its
 * caller reads nothing but that (<a
 * href="https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html">Lambda
 * quotas</a>).
 */
final class ResponseWriter {

  private static final Logger LOG = Logger.getLogger(ResponseWriter.class);

  /** The quota says 6 MB; what Lambda's own error says is exact. */
  static final int MOST = 6 * 1024 * 1024 + 100;

  private static final String BOUND = "the " + MOST + " bytes that AWS Lambda takes";

  private final ObjectMapper json;
  private final JsonWriter texts;

  ResponseWriter(ObjectMapper json) {
    this.json = json;
    this.texts = new JsonWriter(json);
  }

  /**
   * An answer, as JSON.
   *
   * @param instead is answered where it is too large
   */
  byte[] write(@Nullable Object answer, Supplier<Object> instead) {
    return fitting(answer)
        .orElseGet(
            () -> {
              LOG.warn("an answer is larger than " + BOUND + ": another one stands for it");
              return write(instead.get());
            });
  }

  /** An answer that is never too large, but for names in it, which came with the invocation. */
  byte[] write(@Nullable Object answer) {
    return fitting(answer).orElseGet(() -> texts.bytes(tooLarge(null)));
  }

  /** What is answered about an image if its answer is too large. */
  static ErrorResponse tooLarge(@Nullable String imageName) {
    return ErrorResponse.of(
        new InspectImageFailure("the answer is larger than " + BOUND + " from a function"),
        imageName);
  }

  /** The same for one of several images. */
  static ErrorResponse noRoom(@Nullable String imageName) {
    return ErrorResponse.of(
        new InspectImageFailure(
            "the answer would be larger than " + BOUND + " from a function; ask for fewer images"),
        imageName);
  }

  /** Why an answer does not have what it is about. */
  static String omission() {
    return "they are larger than " + BOUND + " from a function";
  }

  /** How many bytes something has as JSON. */
  long size(Object view) {
    Counting counting = new Counting();
    write(counting, view);
    return counting.bytes;
  }

  /** How many it has where the JSON is a string in other JSON, without the quotes around it. */
  long quotedSize(Object view) {
    return size(texts.text(view)) - 2;
  }

  private Optional<byte[]> fitting(@Nullable Object answer) {
    Bounded bounded = new Bounded();
    try {
      json.writeValue(bounded, answer);
    } catch (TooLarge tooLarge) {
      return Optional.empty();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return Optional.of(bounded.bytes.toByteArray());
  }

  private void write(OutputStream to, Object view) {
    try {
      json.writeValue(to, view);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  /** Keeps as much as Lambda takes, and no more than that of what is larger. */
  private static final class Bounded extends OutputStream {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    @Override
    public void write(int one) throws TooLarge {
      require(1);
      bytes.write(one);
    }

    @Override
    public void write(byte[] some, int from, int length) throws TooLarge {
      require(length);
      bytes.write(some, from, length);
    }

    private void require(int length) throws TooLarge {
      if (length > MOST - bytes.size()) {
        throw new TooLarge();
      }
    }
  }

  private static final class Counting extends OutputStream {
    private long bytes;

    @Override
    public void write(int one) {
      bytes++;
    }

    @Override
    public void write(byte[] some, int from, int length) {
      bytes += length;
    }
  }

  private static final class TooLarge extends IOException {
    private static final long serialVersionUID = 1L;
  }
}
