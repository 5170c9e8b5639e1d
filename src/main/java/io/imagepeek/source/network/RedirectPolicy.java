package io.imagepeek.source.network;

import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * The URLs that a registry's response may lead to: the target of a redirect, the next page in a
 * {@code Link}, or a token service. They are http or https with a host and without a user name.
 * https never leads to http, and plain http leads only where the operator allows it. {@link
 * AddressPolicy} checks the address of the host when it is connected to.
 *
 * <p>Failures are {@link InspectImageFailure}s that name hosts and never a path, query or user
 * name. The host of a result is read by {@link Origin#of(URI)}: {@link URI#getHost} does not see
 * hosts with an underscore.
 */
public final class RedirectPolicy {

  /** The longest URL that is followed, in characters. */
  static final int MAX_LENGTH = 8 * 1024;

  private final InsecureRegistries insecure;

  /** A policy that allows plain HTTP to these registries only. */
  public RedirectPolicy(InsecureRegistries insecure) {
    this.insecure = insecure;
  }

  /**
   * The target of a redirect.
   *
   * @param from the absolute URL whose response was the redirect
   * @param location the value of a {@code Location} header, or the target of a {@code Link}:
   *     absolute or relative (RFC 3986 section 5), its fragment is dropped
   * @throws InspectImageFailure where it is not allowed
   */
  public URI follow(URI from, String location) {
    Origin source = Origin.of(from);
    try {
      UriReference reference = UriReference.parse(checked(location));
      return allowed(source, reference.resolvedAgainst(UriReference.parse(from.toString())));
    } catch (IllegalArgumentException e) {
      throw new InspectImageFailure(
          source.authority() + " redirects to a URL that is not allowed: " + e.getMessage(), e);
    }
  }

  /**
   * The URL of the token service that a registry names in its challenge.
   *
   * @param registry the URL that was challenged
   * @param realm the challenge's {@code realm}, an absolute URL
   * @throws InspectImageFailure where it is not allowed
   */
  public URI realm(URI registry, String realm) {
    Origin source = Origin.of(registry);
    try {
      UriReference reference = UriReference.parse(checked(realm));
      if (reference.scheme() == null) {
        throw new IllegalArgumentException("the URL is not absolute");
      }
      return allowed(source, reference.resolvedAgainst(reference));
    } catch (IllegalArgumentException e) {
      throw new InspectImageFailure(
          source.authority() + " names a token service that is not allowed: " + e.getMessage(), e);
    }
  }

  /**
   * The URL of a list's next page. Only the path and the query of the link are used: behind a proxy
   * that ends TLS, registries give links with a scheme or a host that cannot be reached.
   *
   * @param list the URL of the list, whose origin the page has
   * @param from the absolute URL whose response named the page
   * @param target an absolute or relative URL
   * @throws InspectImageFailure where it is neither http nor https
   */
  public URI page(URI list, URI from, String target) {
    Origin own = Origin.of(list);
    try {
      UriReference page =
          UriReference.parse(checked(target)).resolvedAgainst(UriReference.parse(from.toString()));
      var unused = requireHttp(page.scheme());
      return at(own, page);
    } catch (IllegalArgumentException e) {
      throw new InspectImageFailure(
          own.authority() + " names a next page that cannot be requested: " + e.getMessage(), e);
    }
  }

  private static String checked(String target) {
    String text = target.strip();
    if (text.isEmpty()) {
      throw new IllegalArgumentException("the URL is empty");
    }
    if (text.length() > MAX_LENGTH) {
      throw new IllegalArgumentException("the URL is longer than " + MAX_LENGTH + " characters");
    }
    if (text.chars().anyMatch(c -> c < 0x20 || c >= 0x7f)) {
      throw new IllegalArgumentException("the URL has control or non-ASCII characters");
    }
    return text;
  }

  private URI allowed(Origin source, UriReference target) {
    String scheme = requireHttp(target.scheme());
    String authority = target.authority();
    if (authority == null) {
      throw new IllegalArgumentException("the URL has no host");
    }
    Origin origin = Origin.of(scheme, authority);
    if (isUnusualAddress(origin.host())) {
      throw new IllegalArgumentException(
          "host " + origin.host() + " is an address in an ambiguous notation");
    }
    if (!origin.isHttps()) {
      if (source.isHttps()) {
        throw new IllegalArgumentException(origin + " is plain http, which https must not lead to");
      }
      if (!insecure.plainHttp(origin.host(), origin.port())) {
        throw new IllegalArgumentException(
            origin
                + " is plain http; the operator can allow it with "
                + InsecureRegistries.SETTING);
      }
    }
    return at(origin, target);
  }

  private static String requireHttp(@Nullable String scheme) {
    if (scheme == null || !(scheme.equals("https") || scheme.equals("http"))) {
      throw new IllegalArgumentException("the URL is neither http nor https");
    }
    return scheme;
  }

  private static URI at(Origin origin, UriReference target) {
    String query = target.query() == null ? "" : "?" + target.query();
    try {
      return new URI(origin + target.path() + query);
    } catch (URISyntaxException e) {
      // Its message has the URL with the query, so it is not even kept as a cause.
      throw new IllegalArgumentException("the URL of " + origin + " cannot be read");
    }
  }

  /** Whether another resolver could read it as another address than the checked one. */
  private static boolean isUnusualAddress(String host) {
    return IpLiteral.parse(host).isPresent() && AddressText.parse(host).isEmpty();
  }
}
