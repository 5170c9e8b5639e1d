package io.imagepeek.function;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Recognises requests that a browser sends for a web page of another origin, and requests for
 * another host. Such a page must not reach this function through the browser of a user who can: not
 * by a form, not by a link, and not by a DNS name of its own that points here (DNS rebinding).
 */
public final class CrossSiteRequests {

  private static final String SETTING = "imagepeek.serving.hosts";

  /**
   * Values of {@code Sec-Fetch-Site} for a page of another origin (Fetch Metadata). {@code
   * same-site} is one of them: another host of the same domain may have another owner, and so may
   * another port of this machine.
   */
  private static final Set<String> FOREIGN = Set.of("cross-site", "same-site");

  private static final Pattern HOST =
      Pattern.compile("(\\*\\.)?[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?|\\[[0-9a-f:.]+]");

  private final List<String> hosts;

  /**
   * @param hosts the host names that are served: {@code example.com}, {@code *.example.com} for all
   *     its subdomains, {@code *} for all hosts; empty: all hosts
   * @throws IllegalArgumentException naming the setting and the invalid pattern
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
    // To a resolver, a final dot makes no difference.
    String name = bare.endsWith(".") ? bare.substring(0, bare.length() - 1) : bare;
    return hosts.stream()
        .anyMatch(
            served ->
                served.startsWith("*.") ? name.endsWith(served.substring(1)) : name.equals(served));
  }

  /**
   * Whether a request comes from a page of another origin.
   *
   * @param site the header {@code Sec-Fetch-Site}; null where there is none
   */
  public static boolean isForeign(@Nullable String site) {
    return site != null && FOREIGN.contains(site.strip().toLowerCase(Locale.ROOT));
  }
}
