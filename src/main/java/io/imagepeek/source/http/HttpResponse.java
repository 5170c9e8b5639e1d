package io.imagepeek.source.http;

import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import io.imagepeek.source.MemoryReservation;
import io.smallrye.mutiny.Uni;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * A response. Its body is whole where the status is 2xx; of an error perhaps only the beginning.
 *
 * @param request the request that it responds to, the last one after redirects
 * @param charge the memory that the body is charged, until the inspection is over; null if none
 */
@SuppressWarnings("ArrayRecordComponent") // compared and shown nowhere
public record HttpResponse(
    HttpRequest request,
    int status,
    MultiMap headers,
    byte[] body,
    @Nullable MemoryReservation charge) {

  /** A response that is charged no memory. */
  public HttpResponse(HttpRequest request, int status, MultiMap headers, byte[] body) {
    this(request, status, headers, body, null);
  }

  /**
   * Gives back the memory of the body, which is no longer needed, but for what was made of it.
   *
   * @param bytes what stays charged
   */
  public void keepOnly(long bytes) {
    if (charge != null) {
      charge.shrinkTo(bytes);
    }
  }

  /** The URL of the request. */
  public URI uri() {
    return request.uri();
  }

  /** A text of the response, without the credentials of its request, which it may echo. */
  public String withoutSecrets(String text) {
    String shown = text;
    for (String secret : request.secrets()) {
      shown = shown.replace(secret, "***");
    }
    return shown;
  }

  /**
   * A read of the body whose permanent failure mentions the {@code Content-Encoding}, if the
   * response has one. No request asks for any, but registries send the header with bodies that are
   * not encoded, and digests show which these are.
   */
  public <T> Uni<T> mentioningEncoding(Uni<T> reading) {
    // Several headers are one list (RFC 9110 section 5.3).
    String encoding = String.join(", ", headers.getAll(HttpHeaders.CONTENT_ENCODING));
    if (encoding.isBlank() || encoding.strip().equalsIgnoreCase("identity")) {
      return reading;
    }
    return reading
        .onFailure(
            failure -> failure instanceof InspectImageFailure refused && !refused.isTransient())
        .transform(
            failure ->
                ((InspectImageFailure) failure)
                    .adding(
                        "; the response has the Content-Encoding "
                            + PrintableLine.of(withoutSecrets(encoding))
                            + ", which was not requested"));
  }

  /** Whether the status is 2xx. */
  public boolean successful() {
    return isSuccessful(status);
  }

  static boolean isSuccessful(int status) {
    return status >= 200 && status < 300;
  }

  /** Whether the response is a redirect with a target (RFC 9110 §15.4). */
  public boolean redirect() {
    return (status == 301 || status == 302 || status == 303 || status == 307 || status == 308)
        && headers.contains("Location");
  }
}
