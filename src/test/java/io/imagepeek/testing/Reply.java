package io.imagepeek.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** What a {@link ScriptedRegistry} does with one request: an answer, or one of the ways to fail. */
public sealed interface Reply {

  /** One header field; a name may come several times. */
  record Header(String name, String value) {}

  /** The status and the header fields, in the order in which they are sent. */
  record Head(int status, List<Header> headers) {
    Head with(String name, String value) {
      List<Header> more = new ArrayList<>(headers);
      more.add(new Header(name, value));
      return new Head(status, List.copyOf(more));
    }
  }

  /** A whole response. Its {@code Content-Length} is right unless the headers state another. */
  @SuppressWarnings("ArrayRecordComponent") // written once, never compared
  record Answer(Head head, byte[] body) implements Reply {
    /** The same answer with one more header field. */
    public Answer with(String name, String value) {
      return new Answer(head.with(name, value), body);
    }
  }

  /** A body that comes in pieces, one each {@code pause}; the last ends it unless endless. */
  @SuppressWarnings("ArrayRecordComponent") // written once, never compared
  record Drip(Head head, byte[] piece, Duration pause, long pieces) implements Reply {}

  /** A body without end, as fast as the client takes it. */
  record Endless(Head head) implements Reply {}

  /**
   * A body that ends early: the connection is closed in order after {@code sent}. Over HTTP/2 the
   * stream ends short of its declared length, or is reset where there is none.
   *
   * @param declared the {@code Content-Length}; null for a chunked body that lacks its last chunk
   */
  @SuppressWarnings("ArrayRecordComponent") // written once, never compared
  record Truncated(Head head, byte[] sent, @Nullable Long declared) implements Reply {}

  /**
   * A connection reset (TCP RST; over HTTP/2 RST_STREAM), at once or after a part of the response.
   *
   * @param head null resets before anything is sent
   */
  @SuppressWarnings("ArrayRecordComponent") // written once, never compared
  record Reset(@Nullable Head head, byte[] sent) implements Reply {}

  /** Nothing at all; the connection stays open. */
  record NoAnswer() implements Reply {}

  /** Another reply, some time later. */
  record Delayed(Duration by, Reply reply) implements Reply {}

  /** Another reply, once the test lets it go. */
  record Held(CompletionStage<?> until, Reply reply) implements Reply {}

  /** A status without a body. */
  static Answer status(int status) {
    return new Answer(new Head(status, List.of()), new byte[0]);
  }

  /** A whole answer with a text body. */
  static Answer of(int status, Map<String, String> headers, String body) {
    return of(status, headers, body.getBytes(UTF_8));
  }

  /** A whole answer. */
  static Answer of(int status, Map<String, String> headers, byte[] body) {
    List<Header> fields = new ArrayList<>();
    headers.forEach((name, value) -> fields.add(new Header(name, value)));
    return new Answer(new Head(status, List.copyOf(fields)), body);
  }

  /** A JSON answer. */
  static Answer json(int status, String body) {
    return of(status, Map.of("Content-Type", "application/json; charset=utf-8"), body);
  }

  /** What a proxy, or a portal in front of the network, says instead of the registry. */
  static Answer html(int status, String body) {
    return of(status, Map.of("Content-Type", "text/html; charset=utf-8"), body);
  }

  /** An error in the registry's form, with one code and one message. */
  static Answer error(int status, String code, String message) {
    return RegistryError.of(code, message).reply(status);
  }

  /** A redirect to an absolute or relative place. */
  static Answer redirect(int status, String location) {
    return status(status).with("Location", location);
  }

  /** 401 with each challenge in a {@code WWW-Authenticate} field of its own. */
  static Answer unauthorized(String... challenges) {
    Answer answer = error(401, "UNAUTHORIZED", "authentication required");
    for (String challenge : challenges) {
      answer = answer.with("WWW-Authenticate", challenge);
    }
    return answer;
  }

  /** A body in the content coding gzip, said so in the headers. */
  static Answer gzip(int status, String contentType, String body) {
    byte[] plain = body.getBytes(UTF_8);
    return compressed(status, contentType, plain, plain.length);
  }

  /** A small gzip body which unpacks to so many bytes of white space. */
  static Answer gzipBomb(int status, String contentType, long unpackedBytes) {
    byte[] piece = new byte[8192];
    Arrays.fill(piece, (byte) ' ');
    return compressed(status, contentType, piece, unpackedBytes);
  }

  private static Answer compressed(int status, String contentType, byte[] piece, long length) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      for (long left = length; left > 0; left -= piece.length) {
        gzip.write(piece, 0, (int) Math.min(left, piece.length));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return of(status, Map.of("Content-Type", contentType), packed.toByteArray())
        .with("Content-Encoding", "gzip");
  }

  /** Status 200 and {@code pieces} times {@code piece}, one each {@code pause}. */
  static Drip drip(String piece, Duration pause, long pieces) {
    return new Drip(
        new Head(200, List.of()).with("Content-Type", "application/json"),
        piece.getBytes(UTF_8),
        pause,
        pieces);
  }

  /** Status 200 and one {@code piece} each {@code pause}, until the client gives up. */
  static Drip dripForEver(String piece, Duration pause) {
    return drip(piece, pause, Long.MAX_VALUE);
  }

  /** A body of this type without end, without {@code Content-Length}. */
  static Endless endless(int status, String contentType) {
    return new Endless(new Head(status, List.of()).with("Content-Type", contentType));
  }

  /** Status 200, a {@code Content-Length} of {@code declared}, and fewer bytes than that. */
  static Truncated truncated(String sent, long declared) {
    return new Truncated(
        new Head(200, List.of()).with("Content-Type", "application/json"),
        sent.getBytes(UTF_8),
        declared);
  }

  /** Status 200 and a chunked body without its last chunk. */
  static Truncated chunkedCutOff(String sent) {
    return new Truncated(
        new Head(200, List.of()).with("Content-Type", "application/json"),
        sent.getBytes(UTF_8),
        null);
  }

  /** A reset as soon as the request was read. */
  static Reset reset() {
    return new Reset(null, new byte[0]);
  }

  /** A reset after status 200, the headers and a part of the body. */
  static Reset resetAfter(String sent) {
    return new Reset(
        new Head(200, List.of()).with("Content-Type", "application/json"), sent.getBytes(UTF_8));
  }

  /** Silence. */
  static NoAnswer never() {
    return new NoAnswer();
  }

  /** The reply, its headers too, after a time. */
  static Delayed delayed(Duration by, Reply reply) {
    return new Delayed(by, reply);
  }

  /** The reply, once {@code until} is complete: for tests of what happens at the same time. */
  static Held held(CompletionStage<?> until, Reply reply) {
    return new Held(until, reply);
  }
}
