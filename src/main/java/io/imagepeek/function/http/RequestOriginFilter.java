package io.imagepeek.function.http;

import io.imagepeek.function.CrossSiteRequests;
import io.imagepeek.function.ServingSettings;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Refuses requests to hosts that are not served, and requests of web pages of other origins. Health
 * is served for any host, since probes name this instance by its address. Management is served for
 * pages of other origins as well, since it changes nothing and costs little.
 */
@Singleton
class RequestOriginFilter {

  private static final String HEALTH = HttpPipeline.MANAGEMENT + "health";

  /** A target in absolute form. Its authority counts, whatever {@code Host} has. */
  private static final Pattern ABSOLUTE =
      Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://([^/?#]*).*", Pattern.DOTALL);

  private final CrossSiteRequests foreign;

  RequestOriginFilter(ServingSettings settings) {
    this.foreign = new CrossSiteRequests(settings.hosts());
  }

  /** Lets a request pass, or fails it with the status that refuses it. */
  void admit(RoutingContext http) {
    if (!http.normalizedPath().startsWith(HEALTH) && !isServed(http)) {
      http.fail(421);
    } else if (!HttpPipeline.isManagement(http)
        && CrossSiteRequests.isForeign(http.request().getHeader("Sec-Fetch-Site"))) {
      http.fail(403);
    } else {
      http.next();
    }
  }

  private boolean isServed(RoutingContext http) {
    Matcher absolute = ABSOLUTE.matcher(http.request().uri());
    return foreign.serves(http.request().getHeader(HttpHeaders.HOST))
        && (!absolute.matches() || foreign.serves(absolute.group(1)));
  }
}
