package io.imagepeek.source.registry;

import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import io.imagepeek.image.ImageReference;
import io.imagepeek.source.Credentials;
import io.imagepeek.source.ImageSource;
import io.imagepeek.source.InspectionContext;
import io.imagepeek.source.OpenedImage;
import io.imagepeek.source.registry.auth.Authenticator;
import io.imagepeek.source.registry.network.HostPatterns;
import io.imagepeek.source.registry.network.InsecureRegistries;
import java.net.URI;
import java.util.Optional;

/** The transport {@code docker}: images in any OCI or Docker registry. */
public final class RegistrySource implements ImageSource {

  private final HostPatterns allowed;
  private final InsecureRegistries insecure;
  private final RegistryClient client;
  private final Authenticator authenticator;
  private final ErrorAnswers errors;
  private final TagListing tags;
  private final RegistrySettings.Limits limits;

  RegistrySource(
      HostPatterns allowed,
      InsecureRegistries insecure,
      RegistryClient client,
      Authenticator authenticator,
      ErrorAnswers errors,
      TagListing tags,
      RegistrySettings.Limits limits) {
    this.allowed = allowed;
    this.insecure = insecure;
    this.client = client;
    this.authenticator = authenticator;
    this.errors = errors;
    this.tags = tags;
    this.limits = limits;
  }

  @Override
  public String transport() {
    return "docker";
  }

  @Override
  public OpenedImage open(
      ImageReference reference, Optional<Credentials> credentials, InspectionContext context) {
    if (!allowed.allows(reference.host())) {
      throw new InvalidInspectParameters(
          "imageName: the operator does not allow the registry "
              + reference.host()
              + " (imagepeek.registry.allow)");
    }
    String scheme = insecure.plainHttp(reference.host()) ? "http" : "https";
    URI base = URI.create(scheme + "://" + reference.apiHost() + "/");
    RegistrySession session =
        new RegistrySession(client, authenticator, errors, reference, credentials, context, base);
    return new RegistryImage(
        session,
        tags,
        reference,
        context,
        limits,
        base.resolve("/v2/" + reference.repository() + "/"));
  }
}
