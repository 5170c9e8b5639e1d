package io.imagepeek.source.registry;

import io.vertx.core.MultiMap;
import java.net.URI;

/**
 * An answer, read to its end or, where its status is an error, up to the limit of error bodies.
 *
 * @param call the request that it answers, the last one after redirects
 */
@SuppressWarnings("ArrayRecordComponent") // compared and shown nowhere
record HttpAnswer(HttpCall call, int status, MultiMap headers, byte[] body) {

  /** Where it came from. */
  URI uri() {
    return call.uri();
  }

  /** A text of the answer, without the proofs of its request, which it may repeat. */
  String withoutSecrets(String text) {
    String shown = text;
    for (String secret : call.secrets()) {
      shown = shown.replace(secret, "***");
    }
    return shown;
  }

  /** Whether the status says that the request succeeded. */
  boolean successful() {
    return status >= 200 && status < 300;
  }

  /** Whether the answer sends the client elsewhere (RFC 9110 §15.4). */
  boolean redirect() {
    return (status == 301 || status == 302 || status == 303 || status == 307 || status == 308)
        && headers.contains("Location");
  }
}
