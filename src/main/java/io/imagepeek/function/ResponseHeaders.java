package io.imagepeek.function;

import io.imagepeek.image.Digest;
import io.imagepeek.inspect.RawDocument;
import io.imagepeek.source.Freshness;
import io.imagepeek.source.InspectionContext;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** The headers of HTTP responses, for facts that the documented output has no field for. */
public final class ResponseHeaders {

  private static final String PLATFORM_DIGEST = "Imagepeek-Platform-Digest";

  /** RFC 9111 §5.1, in seconds: only for a response from the cache without revalidation. */
  private static final String AGE = "Age";

  private static final String SERVED_BY = "Imagepeek-Served-By";
  private static final String RATE_LIMIT_REMAINING = "Imagepeek-RateLimit-Remaining";

  /** The same header as registries send with a document. */
  private static final String CONTENT_DIGEST = "Docker-Content-Digest";

  /**
   * The headers of every response, for browsers: no sniffing of the type, no scripts or resources,
   * no caching.
   */
  public static final Map<String, String> ALWAYS = always();

  private ResponseHeaders() {}

  private static Map<String, String> always() {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("X-Content-Type-Options", "nosniff");
    headers.put("Content-Security-Policy", "default-src 'none'; sandbox");
    headers.put("Cache-Control", "no-store");
    return Collections.unmodifiableMap(headers);
  }

  /** The headers of the response to an inspection, by name. */
  public static Map<String, String> of(
      InspectionResult.Inspected inspected, InspectionContext context) {
    Map<String, String> headers = new LinkedHashMap<>();
    Digest platform = inspected.found().platformDigest();
    if (platform != null) {
      headers.put(PLATFORM_DIGEST, platform.toString());
    }
    if (inspected.found() instanceof RawDocument document) {
      headers.put(CONTENT_DIGEST, document.documentDigest().toString());
    }
    context
        .freshness()
        .filter(fresh -> fresh.from() == Freshness.From.CACHE)
        .ifPresent(fresh -> headers.put(AGE, Long.toString(fresh.age().toSeconds())));
    context.servedBy().ifPresent(reference -> headers.put(SERVED_BY, reference));
    context
        .rateLimitRemaining()
        .ifPresent(remaining -> headers.put(RATE_LIMIT_REMAINING, remaining));
    return headers;
  }
}
