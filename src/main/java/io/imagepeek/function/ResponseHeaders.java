package io.imagepeek.function;

import io.imagepeek.image.Digest;
import io.imagepeek.inspect.RawDocument;
import io.imagepeek.source.Freshness;
import io.imagepeek.source.InspectionContext;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** What an answer over HTTP says beside the documented output, which has no field for it. */
public final class ResponseHeaders {

  private static final String PLATFORM_DIGEST = "Imagepeek-Platform-Digest";

  /** RFC 9111 §5.1, in seconds: only where the registry was not asked for this very answer. */
  private static final String AGE = "Age";

  private static final String SERVED_BY = "Imagepeek-Served-By";
  private static final String RATE_LIMIT_REMAINING = "Imagepeek-RateLimit-Remaining";

  /** As registries give it with a document. */
  private static final String CONTENT_DIGEST = "Docker-Content-Digest";

  /**
   * What each answer over HTTP tells browsers: it is of no other type than it says, nothing in it
   * runs or is loaded, and it is not kept.
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

  /** The headers, by name, that go with an image's inspection. */
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
        .filter(fresh -> fresh.from() == Freshness.From.MEMORY)
        .ifPresent(fresh -> headers.put(AGE, Long.toString(fresh.age().toSeconds())));
    context.servedBy().ifPresent(reference -> headers.put(SERVED_BY, reference));
    context
        .rateLimitRemaining()
        .ifPresent(remaining -> headers.put(RATE_LIMIT_REMAINING, remaining));
    return headers;
  }
}
