package io.imagepeek.function;

import io.imagepeek.source.InspectionContext;
import java.util.LinkedHashMap;
import java.util.Map;

/** What an answer over HTTP says beside the documented output, which has no field for it. */
public final class AnswerHeaders {

  private static final String PLATFORM_DIGEST = "Imagepeek-Platform-Digest";
  private static final String RATE_LIMIT_REMAINING = "Imagepeek-RateLimit-Remaining";

  private AnswerHeaders() {}

  /** The headers, by name, that go with an image's inspection. */
  public static Map<String, String> of(Outcome.Inspected inspected, InspectionContext context) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put(PLATFORM_DIGEST, inspected.image().platformDigest().toString());
    context
        .rateLimitRemaining()
        .ifPresent(remaining -> headers.put(RATE_LIMIT_REMAINING, remaining));
    return headers;
  }
}
