package io.imagepeek.soak.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerReaderTest {

  private static final String CHUNKED =
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n";
  private static final String WITH_LENGTH =
      "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 404 Not Found\r\nContent-Length: 5\r\n\r\nabcde";

  @ParameterizedTest
  @ValueSource(strings = {CHUNKED, WITH_LENGTH})
  void anAnswerIsWholeWithItsLastByteAndNotBefore(String answer) {
    AnswerReader reader = new AnswerReader();
    for (int i = 0; i < answer.length(); i++) {
      assertThat(reader.whole(false)).as("after %d bytes", i).isFalse();
      assertThat(reader.whole(true)).as("closed after %d bytes", i).isFalse();
      reader.read(Wire.bytes(answer.substring(i, i + 1)));
    }
    assertThat(reader.whole(false)).isTrue();
    assertThat(reader.tail()).isEqualTo("abcde");
    assertThat(reader.status()).isEqualTo(answer.equals(CHUNKED) ? 200 : 404);
  }

  @Test
  void withoutALengthTheEndOfTheConnectionIsItsEnd() {
    AnswerReader reader = new AnswerReader();
    reader.read(Wire.bytes("HTTP/1.1 200 OK\r\n\r\nabc"));
    assertThat(reader.whole(false)).isFalse();
    assertThat(reader.whole(true)).isTrue();
  }

  @Test
  void whenToComeBackIsKept() {
    AnswerReader reader = new AnswerReader();
    reader.read(Wire.bytes(WITH_LENGTH));
    assertThat(reader.retryAfter()).isNull();
    AnswerReader later = new AnswerReader();
    later.read(Wire.bytes("HTTP/1.1 503 Later\r\nRetry-After: 7\r\nContent-Length: 0\r\n\r\n"));
    assertThat(later.retryAfter()).isEqualTo(Duration.ofSeconds(7));
  }

  @Test
  void theEndOfALongBodyIsKept() {
    AnswerReader reader = new AnswerReader();
    reader.read(Wire.bytes("HTTP/1.1 200 OK\r\nContent-Length: 1000009\r\n\r\n"));
    for (int i = 0; i < 1000; i++) {
      reader.read(Wire.filler(1000));
    }
    reader.read(Wire.bytes("{summary}"));
    assertThat(reader.whole(false)).isTrue();
    assertThat(reader.tail()).endsWith("{summary}").hasSizeLessThan(20_000);
  }
}
