package io.imagepeek.soak.wire;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What a registry says, and how.
 *
 * @param delay before it says anything
 * @param parts the bytes, shared with other replies
 * @param bytesPerSecond 0: as fast as it goes
 * @param endless the last part is repeated for ever
 */
public record Reply(
    Duration delay, List<ByteBuffer> parts, int bytesPerSecond, boolean endless, End end) {

  /** What becomes of the connection then. */
  public enum End {
    KEEP,
    CLOSE,
    RESET,
    /** It stays, and nothing more is said in it. */
    SILENCE
  }

  /**
   * An answer with a body.
   *
   * @param headers lines, each with its end
   * @param body is announced, and not sent where the request is a HEAD
   */
  public static Reply of(Request request, int status, String headers, ByteBuffer body) {
    String head =
        "HTTP/1.1 %d -\r\n%sContent-Length: %d\r\n\r\n"
            .formatted(status, headers, body.remaining());
    List<ByteBuffer> parts = new ArrayList<>(List.of(Wire.bytes(head)));
    if (!request.bodiless() && body.hasRemaining()) {
      parts.add(body);
    }
    return new Reply(Duration.ZERO, parts, 0, false, End.KEEP);
  }

  /** An answer with a short body. */
  public static Reply of(Request request, int status, String headers, String body) {
    return of(request, status, headers, Wire.bytes(body));
  }

  /** Exactly these bytes. */
  public static Reply raw(End end, ByteBuffer... parts) {
    return new Reply(Duration.ZERO, List.of(parts), 0, false, end);
  }

  /** No answer at all. */
  public static Reply silence() {
    return new Reply(Duration.ZERO, List.of(Wire.bytes("")), 0, false, End.SILENCE);
  }

  /** The connection is reset. */
  public static Reply reset() {
    return new Reply(Duration.ZERO, List.of(Wire.bytes("")), 0, false, End.RESET);
  }

  /** The same, later. */
  public Reply after(Duration time) {
    return new Reply(time, parts, bytesPerSecond, endless, end);
  }

  /** The same, slowly. */
  public Reply paced(int bytes) {
    return new Reply(delay, parts, bytes, endless, end);
  }

  /** The same, its last part again and again. */
  public Reply withoutEnd() {
    return new Reply(delay, parts, bytesPerSecond, true, end);
  }
}
