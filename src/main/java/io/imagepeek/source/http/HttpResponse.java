package io.imagepeek.source.http;

import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import io.imagepeek.source.MemoryReservation;
import io.smallrye.mutiny.Uni;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * An answer, read to its end or, where its status is an error, up to the limit of error bodies.
 *
 * @param call the request that it answers, the last one after redirects
 * @param charge for the body, until the inspection is over; null where there was none
 */
@SuppressWarnings("ArrayRecordComponent") // compared and shown nowhere
public record HttpResponse(
    HttpRequest call,
    int status,
    MultiMap headers,
    byte[] body,
    @Nullable MemoryReservation charge) {

  /** An answer that holds nothing of the memory budget. */
  public HttpResponse(HttpRequest call, int status, MultiMap headers, byte[] body) {
    this(call, status, headers, body, null);
  }

  /** Its body is no more needed, but what was made of it, which takes so many bytes. */
  public void keepOnly(long bytes) {
    if (charge != null) {
      charge.shrinkTo(bytes);
    }
  }

  /** Where it came from. */
  public URI uri() {
    return call.uri();
  }

  /** A text of the answer, without the proofs of its request, which it may repeat. */
  public String withoutSecrets(String text) {
    String shown = text;
    for (String secret : call.secrets()) {
      shown = shown.replace(secret, "***");
    }
    return shown;
  }

  /**
   * What reading the body comes to. Where that fails, and the answer says to be encoded, this is
   * named: nobody asked for that, but registries say it of bytes that are not, and digests tell.
   */
  public <T> Uni<T> naming(Uni<T> reading) {
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
                        "; the answer says to be encoded ("
                            + PrintableLine.of(withoutSecrets(encoding))
                            + "), which was not asked for"));
  }

  /** Whether the status says that the request succeeded. */
  public boolean successful() {
    return status >= 200 && status < 300;
  }

  /** Whether the answer sends the client elsewhere (RFC 9110 §15.4). */
  public boolean redirect() {
    return (status == 301 || status == 302 || status == 303 || status == 307 || status == 308)
        && headers.contains("Location");
  }
}
