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
 * Writes responses within Lambda's limit. Lambda would discard a larger one and send its own error
 * instead (<a href="https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html">Lambda
 * quotas</a>).
 */
final class ResponseWriter {

  private static final Logger LOG = Logger.getLogger(ResponseWriter.class);

  /** The limit in bytes. The quota says 6 MB; this is the number in Lambda's own error. */
  static final int MOST = 6 * 1024 * 1024 + 100;

  private static final String BOUND = "the " + MOST + " bytes that AWS Lambda takes";

  private final ObjectMapper json;
  private final JsonWriter texts;

  ResponseWriter(ObjectMapper json) {
    this.json = json;
    this.texts = new JsonWriter(json);
  }

  /**
   * A response as JSON.
   *
   * @param instead the response if it is too large
   */
  byte[] write(@Nullable Object response, Supplier<Object> instead) {
    return fitting(response)
        .orElseGet(
            () -> {
              LOG.warn("a response is larger than " + BOUND + ": an error replaces it");
              return write(instead.get());
            });
  }

  /** A response that is too large only if names in it are, which came with the invocation. */
  byte[] write(@Nullable Object response) {
    return fitting(response).orElseGet(() -> texts.bytes(tooLarge(null)));
  }

  /** The error for an image whose response is too large. */
  static ErrorResponse tooLarge(@Nullable String imageName) {
    return ErrorResponse.of(
        new InspectImageFailure("the response is larger than " + BOUND + " from a function"),
        imageName);
  }

  /** The same for one of several images. */
  static ErrorResponse noRoom(@Nullable String imageName) {
    return ErrorResponse.of(
        new InspectImageFailure(
            "the response would be larger than "
                + BOUND
                + " from a function; ask for fewer images"),
        imageName);
  }

  /** Why results are not in a response. */
  static String omission() {
    return "they are larger than " + BOUND + " from a function";
  }

  /** How many bytes a view has as JSON. */
  long size(Object view) {
    Counting counting = new Counting();
    write(counting, view);
    return counting.bytes;
  }

  /** The same if that JSON is a string in other JSON, without the quotes around it. */
  long quotedSize(Object view) {
    return size(texts.text(view)) - 2;
  }

  private Optional<byte[]> fitting(@Nullable Object response) {
    Bounded bounded = new Bounded();
    try {
      json.writeValue(bounded, response);
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

  /** Collects bytes up to the limit, and fails beyond it. */
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
