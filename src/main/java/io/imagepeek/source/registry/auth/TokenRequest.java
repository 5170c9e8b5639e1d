package io.imagepeek.source.registry.auth;

import java.net.URI;
import java.util.Optional;

/**
 * A request to a token service. Its text form shows neither query, form nor proof.
 *
 * @param uri the realm, with the query where the request is a GET
 * @param form the form to be posted; empty for a GET
 * @param proof the Basic authorization of a GET; empty for an anonymous one
 * @param repository what the token is wanted for
 */
public record TokenRequest(
    URI uri, Optional<String> form, Optional<Authorization.Basic> proof, String repository) {
  @Override
  public String toString() {
    return "TokenRequest[" + uri.getHost() + "]";
  }
}
