package io.imagepeek.function.http;

import static io.netty.handler.codec.http.HttpHeaderNames.CONNECTION;
import static io.netty.handler.codec.http.HttpHeaderNames.CONTENT_LENGTH;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpServerOptions;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What is passed on once a request has been answered; the rest is in FramingTest. */
class RequestDecoderTest {

  private static final String HEAD =
      "POST /inspect HTTP/1.1\r\nHost: a\r\nContent-Length: 8\r\n\r\n";

  private final RequestDecoder decoder =
      new RequestDecoder(
          new HttpServerOptions(),
          Duration.ofSeconds(10),
          (ctx, refusal) -> Unpooled.copiedBuffer(refusal.error(), US_ASCII));
  private final EmbeddedChannel connection =
      new EmbeddedChannel(decoder, new HttpResponseEncoder(), decoder.responseHandler());

  @Test
  void theRestOfABodyIsThrownAwayOnceItsRequestIsAnsweredForGood() {
    assertThat(received(HEAD + "1234")).isPositive();
    answer("close");

    assertThat(received("5678" + HEAD)).isZero();
    assertThat(connection.isOpen()).isTrue();
  }

  @Test
  void itIsReadWhereTheConnectionStays() {
    assertThat(received(HEAD + "1234")).isPositive();
    answer("keep-alive");

    assertThat(received("5678" + HEAD)).isPositive();
  }

  @Test
  void anAnswerToAWholeRequestEndsNothing() {
    assertThat(received(HEAD + "12345678")).isPositive();
    answer("close");

    assertThat(received(HEAD)).isPositive();
  }

  @Test
  void nothingIsSaidBehindARefusal() {
    String chunked = "POST /inspect HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
    assertThat(received(chunked + "no number\r\n")).isEqualTo(1);
    ByteBuf refusal = connection.readOutbound();
    assertThat(refusal.toString(US_ASCII)).isEqualTo("the chunks of the body are malformed");
    refusal.release();

    assertThat(connection.writeOneOutbound(answerOf("close")).cause())
        .isInstanceOf(ClosedChannelException.class);
    connection.flushOutbound();

    assertThat(connection.<Object>readOutbound()).isNull();
  }

  private void answer(String connectionHeader) {
    connection.writeOutbound(answerOf(connectionHeader));
  }

  private static FullHttpResponse answerOf(String connectionHeader) {
    FullHttpResponse answer =
        new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
    answer.headers().set(CONTENT_LENGTH, 0).set(CONNECTION, connectionHeader);
    return answer;
  }

  /** How many parts of requests the server sees. */
  private int received(String bytes) {
    connection.writeInbound(Unpooled.copiedBuffer(bytes, US_ASCII));
    int parts = 0;
    for (Object part = connection.readInbound(); part != null; part = connection.readInbound()) {
      parts++;
      if (part instanceof HttpRequest request) {
        assertThat(request.decoderResult().isSuccess()).isTrue();
      }
      ReferenceCountUtil.release(part);
    }
    return parts;
  }
}
