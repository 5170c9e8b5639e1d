package io.imagepeek.source.registry;

import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import io.imagepeek.image.ImageReference;
import io.imagepeek.source.DocumentReading;
import io.imagepeek.source.ImageName;
import io.imagepeek.source.ImageRequest;
import io.imagepeek.source.ImageSource;
import io.imagepeek.source.InspectionContext;
import io.imagepeek.source.StoredImage;
import io.imagepeek.source.registry.auth.Authenticator;
import io.imagepeek.source.registry.network.HostPatterns;
import io.imagepeek.source.registry.network.InsecureRegistries;
import java.net.URI;

/** The transport {@code docker}: images in any OCI or Docker registry. */
public final class RegistrySource implements ImageSource {

  private final HostPatterns allowed;
  private final InsecureRegistries insecure;
  private final RegistryClient client;
  private final Authenticator authenticator;
  private final ErrorAnswers errors;
  private final TagListing tags;
  private final DocumentReading documents;

  RegistrySource(
      HostPatterns allowed,
      InsecureRegistries insecure,
      RegistryClient client,
      Authenticator authenticator,
      ErrorAnswers errors,
      TagListing tags,
      DocumentReading documents) {
    this.allowed = allowed;
    this.insecure = insecure;
    this.client = client;
    this.authenticator = authenticator;
    this.errors = errors;
    this.tags = tags;
    this.documents = documents;
  }

  @Override
  public String transport() {
    return "docker";
  }

  @Override
  public StoredImage open(ImageRequest request, InspectionContext context) {
    ImageName name = request.name();
    ImageReference reference = ImageReference.parse(name.name(), name.tag());
    if (!allowed.allows(reference.host())) {
      throw new InvalidInspectParameters(
          "imageName: the operator does not allow the registry "
              + reference.host()
              + " (imagepeek.registry.allow)");
    }
    String scheme = insecure.plainHttp(reference.host()) ? "http" : "https";
    URI base = URI.create(scheme + "://" + reference.apiHost() + "/");
    RegistrySession session =
        new RegistrySession(
            client, authenticator, errors, reference, request.credentials(), context, base);
    return new RegistryImage(
        session,
        tags,
        reference,
        context,
        documents,
        base.resolve("/v2/" + reference.repository() + "/"));
  }
}
