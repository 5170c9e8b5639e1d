package io.imagepeek.source.registry.auth;

import java.net.URI;
import java.util.Optional;

/**
 * A request to a token service. Its text form shows neither query, form nor authorization.
 *
 * @param uri the realm, with the query for a GET
 * @param form the form to post; empty for a GET
 * @param authorization the Basic authorization of a GET; empty for an anonymous one
 * @param repository the repository that the token is for
 */
public record TokenRequest(
    URI uri,
    Optional<String> form,
    Optional<Authorization.Basic> authorization,
    String repository) {
  @Override
  public String toString() {
    return "TokenRequest[" + uri.getHost() + "]";
  }
}
