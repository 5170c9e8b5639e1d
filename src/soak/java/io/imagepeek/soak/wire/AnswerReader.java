package io.imagepeek.soak.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads an answer of HTTP/1.1 as it arrives, and keeps no more of it than its end. */
final class AnswerReader {

  private static final Pattern LENGTH =
      Pattern.compile("\r\ncontent-length:\\s*(\\d+)", Pattern.CASE_INSENSITIVE);
  private static final Pattern LATER =
      Pattern.compile("\r\nretry-after:\\s*(\\d+)", Pattern.CASE_INSENSITIVE);
  private static final int KEPT = 2048;

  private final StringBuilder text = new StringBuilder();
  private final StringBuilder line = new StringBuilder();
  private State state = State.HEAD;
  private boolean last;
  private int status;
  private @Nullable Duration retryAfter;
  private long left;

  private enum State {
    HEAD,
    BODY,
    CHUNK_SIZE,
    CHUNK,
    CHUNK_END,
    UNTIL_CLOSE,
    WHOLE
  }

  /** Takes what has arrived. */
  void read(ByteBuffer bytes) {
    while (bytes.hasRemaining() && state != State.WHOLE) {
      switch (state) {
        case HEAD -> head(bytes);
        case BODY -> {
          keep(bytes, left);
          if (left == 0) {
            state = State.WHOLE;
          }
        }
        case CHUNK -> {
          keep(bytes, left);
          if (left == 0) {
            state = State.CHUNK_END;
            left = 2;
          }
        }
        case CHUNK_END -> {
          bytes.get();
          if (--left == 0) {
            state = State.CHUNK_SIZE;
          }
        }
        case CHUNK_SIZE -> size(bytes);
        case UNTIL_CLOSE -> keep(bytes, Long.MAX_VALUE);
        case WHOLE -> {}
      }
    }
  }

  /** Whether all is there, the connection being closed by now or not. */
  boolean whole(boolean closed) {
    return state == State.WHOLE || (closed && state == State.UNTIL_CLOSE);
  }

  boolean begun() {
    return state != State.HEAD || text.length() > 0;
  }

  int status() {
    return status;
  }

  /** When to come back, where that is said. */
  @Nullable Duration retryAfter() {
    return retryAfter;
  }

  String tail() {
    return text.toString();
  }

  private void head(ByteBuffer bytes) {
    // Byte by byte: heads are short.
    while (bytes.hasRemaining()) {
      text.append((char) (bytes.get() & 0xff));
      int length = text.length();
      if (length >= 4 && text.substring(length - 4).equals("\r\n\r\n")) {
        interpret(text.toString());
        text.setLength(0);
        return;
      }
    }
  }

  private void interpret(String head) {
    status = Integer.parseInt(head.substring(9, 12));
    if (status < 200) {
      return;
    }
    Matcher later = LATER.matcher(head);
    retryAfter = later.find() ? Duration.ofSeconds(Long.parseLong(later.group(1))) : null;
    Matcher length = LENGTH.matcher(head);
    if (head.toLowerCase(Locale.ROOT).contains("\r\ntransfer-encoding: chunked")) {
      state = State.CHUNK_SIZE;
    } else if (status == 204 || status == 304) {
      state = State.WHOLE;
    } else if (length.find()) {
      left = Long.parseLong(length.group(1));
      state = left == 0 ? State.WHOLE : State.BODY;
    } else {
      state = State.UNTIL_CLOSE;
    }
  }

  private void size(ByteBuffer bytes) {
    char next = (char) bytes.get();
    if (next != '\n') {
      line.append(next);
      return;
    }
    String size = line.toString().strip();
    line.setLength(0);
    if (last) {
      // Trailers end with an empty line.
      if (size.isEmpty()) {
        state = State.WHOLE;
      }
      return;
    }
    left = Long.parseLong(size.replaceFirst(";.*", ""), 16);
    if (left == 0) {
      last = true;
    } else {
      state = State.CHUNK;
    }
  }

  private void keep(ByteBuffer bytes, long most) {
    int count = (int) Math.min(bytes.remaining(), most);
    int skipped = Math.max(0, count - KEPT);
    bytes.position(bytes.position() + skipped);
    byte[] kept = new byte[count - skipped];
    bytes.get(kept);
    text.append(new String(kept, ISO_8859_1));
    if (text.length() > 4 * KEPT) {
      text.delete(0, text.length() - KEPT);
    }
    left -= count;
  }
}
