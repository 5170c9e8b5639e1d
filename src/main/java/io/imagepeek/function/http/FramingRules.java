package io.imagepeek.function.http;

import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The rules for the head of a request, by which its end and its host are certain. A proxy in front
 * of this server must not read another request than this server does (request smuggling, CWE-444).
 */
final class FramingRules {

  private static final String CHUNKED = "chunked";

  /**
   * RFC 9112 §3.2; empty if the target has no authority. The grammar allows a comma, but no host
   * has one: it comes from two fields that were joined.
   */
  private static final Pattern HOST =
      Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9._~!$&'()*+;=%-]*)(:\\d{0,5})?");

  /** A percent sign that encodes nothing: readers differ in what it stands for. */
  private static final Pattern UNENCODED = Pattern.compile("%(?![0-9A-Fa-f]{2})");

  private FramingRules() {}

  /**
   * The refusal of a request; empty if its head is valid.
   *
   * @param lengthToo whether there was a {@code Content-Length} beside a {@code Transfer-Encoding};
   *     the decoder removes it
   */
  static Optional<RejectedRequest> refusal(HttpRequest request, boolean lengthToo) {
    DecoderResult result = request.decoderResult();
    if (result.isFailure()) {
      return Optional.of(refusal(result.cause()));
    }
    HttpVersion version = request.protocolVersion();
    if (!version.equals(HttpVersion.HTTP_1_1) && !version.equals(HttpVersion.HTTP_1_0)) {
      return refuse(505, "only HTTP/1.1 and HTTP/1.0 are spoken");
    }
    if (UNENCODED.matcher(request.uri()).find()) {
      return refuse(400, "the target is malformed");
    }
    if (lengthToo) {
      return refuse(400, "there is a Content-Length beside a Transfer-Encoding");
    }
    return coding(request, version).or(() -> host(request, version));
  }

  private static RejectedRequest refusal(Throwable cause) {
    if (cause instanceof TooLongHttpLineException) {
      return new RejectedRequest(414, "the target is too long");
    }
    if (cause instanceof TooLongHttpHeaderException) {
      return new RejectedRequest(431, "the headers are too long");
    }
    return new RejectedRequest(400, "the request is malformed");
  }

  /** RFC 9112 §6.1 and §6.3. */
  private static Optional<RejectedRequest> coding(HttpRequest request, HttpVersion version) {
    List<String> fields = request.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING);
    if (fields.isEmpty()) {
      return Optional.empty();
    }
    if (version.equals(HttpVersion.HTTP_1_0)) {
      return refuse(400, "HTTP/1.0 has no Transfer-Encoding");
    }
    List<String> codings = new ArrayList<>();
    for (String coding : String.join(",", fields).split(",", -1)) {
      codings.add(coding.strip());
    }
    int last = codings.size() - 1;
    for (int i = 0; i <= last; i++) {
      if (codings.get(i).equalsIgnoreCase(CHUNKED) != (i == last)) {
        return refuse(400, "the last transfer coding, and that one alone, must be chunked");
      }
    }
    return last == 0
        ? Optional.empty()
        : refuse(501, "no transfer coding but chunked is understood");
  }

  /** RFC 9112 §3.2. */
  private static Optional<RejectedRequest> host(HttpRequest request, HttpVersion version) {
    List<String> fields = request.headers().getAll(HttpHeaderNames.HOST);
    if (fields.isEmpty() && version.equals(HttpVersion.HTTP_1_1)) {
      return refuse(400, "there is no Host");
    }
    if (fields.size() > 1) {
      return refuse(400, "there is more than one Host");
    }
    return fields.stream().allMatch(host -> HOST.matcher(host).matches())
        ? Optional.empty()
        : refuse(400, "the Host is malformed");
  }

  private static Optional<RejectedRequest> refuse(int status, String error) {
    return Optional.of(new RejectedRequest(status, error));
  }
}
