package io.imagepeek.function;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Requests that a browser sends for a page that is not ours, and those for a host that is not. A
 * page of somebody else's must not use this function by way of one who can reach it, be it by a
 * form, by a link, or by a name of its own that it makes point here.
 */
public final class CrossSiteRequests {

  private static final String SETTING = "imagepeek.serving.hosts";

  /**
   * What browsers say where a page of another origin is behind a request (Fetch Metadata). {@code
   * same-site} is foreign, too: another host below the same domain may be anybody's, and another
   * port of this machine anything.
   */
  private static final Set<String> FOREIGN = Set.of("cross-site", "same-site");

  private static final Pattern HOST =
      Pattern.compile("(\\*\\.)?[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?|\\[[0-9a-f:.]+]");

  private final List<String> hosts;

  /**
   * @param hosts the names that are served: {@code example.com}, {@code *.example.com} for all
   *     below it, {@code *} for every one; none: every one
   * @throws IllegalArgumentException naming the setting and the pattern that is none
   */
  public CrossSiteRequests(Optional<List<String>> hosts) {
    this.hosts =
        hosts.orElse(List.of("*")).stream()
            .map(host -> host.strip().toLowerCase(Locale.ROOT))
            .toList();
    for (String host : this.hosts) {
      if (!host.equals("*") && !HOST.matcher(host).matches()) {
        throw new IllegalArgumentException(
            "%s: \"%s\" is not a name such as imagepeek.example.com, *.example.com or *, without a port"
                .formatted(SETTING, host));
      }
    }
  }

  /**
   * Whether a host is served.
   *
   * @param authority {@code host[:port]}, as {@code Host} has it; null where there is none
   */
  public boolean serves(@Nullable String authority) {
    if (hosts.contains("*")) {
      return true;
    }
    String host = authority == null ? "" : authority.strip().toLowerCase(Locale.ROOT);
    int colon = host.indexOf(':', Math.max(0, host.lastIndexOf(']')));
    String bare = colon < 0 ? host : host.substring(0, colon);
    // The same name, as the resolver sees it.
    String name = bare.endsWith(".") ? bare.substring(0, bare.length() - 1) : bare;
    return hosts.stream()
        .anyMatch(
            served ->
                served.startsWith("*.") ? name.endsWith(served.substring(1)) : name.equals(served));
  }

  /**
   * Whether a page of another origin is behind a request.
   *
   * @param site the header {@code Sec-Fetch-Site}; null where there is none
   */
  public static boolean isForeign(@Nullable String site) {
    return site != null && FOREIGN.contains(site.strip().toLowerCase(Locale.ROOT));
  }
}
