package io.imagepeek.source.registry;

import io.imagepeek.image.ImageReference;
import io.imagepeek.source.Credentials;
import io.imagepeek.source.DocumentReading;
import io.imagepeek.source.InspectionContext;
import io.imagepeek.source.ParserExecutor;
import io.imagepeek.source.network.InsecureRegistries;
import io.imagepeek.source.registry.auth.Authenticator;
import io.imagepeek.source.registry.auth.ChallengeCache;
import io.imagepeek.source.registry.cache.RemoteImage;
import io.imagepeek.source.registry.mirror.Endpoint;
import io.imagepeek.source.registry.mirror.RegistriesConf;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/** Opens images in their registries, or first in the mirrors that the operator configured. */
final class RegistryImageFactory {

  private final RegistriesConf mirrors;
  private final InsecureRegistries plainHttp;
  private final RegistryClient client;
  private final Authenticator authenticator;
  private final ChallengeCache challenges;
  private final RegistryErrorMapper errors;
  private final TagListing tags;
  private final DocumentReading documents;
  private final ParserExecutor parsers;

  RegistryImageFactory(
      RegistriesConf mirrors,
      InsecureRegistries plainHttp,
      RegistryClient client,
      Authenticator authenticator,
      ChallengeCache challenges,
      RegistryErrorMapper errors,
      TagListing tags,
      DocumentReading documents,
      ParserExecutor parsers) {
    this.mirrors = mirrors;
    this.plainHttp = plainHttp;
    this.client = client;
    this.authenticator = authenticator;
    this.challenges = challenges;
    this.errors = errors;
    this.tags = tags;
    this.documents = documents;
    this.parsers = parsers;
  }

  /**
   * The image that a reference names. No request is made yet.
   *
   * @param credentials for the registry in the reference, and for no other
   * @throws io.imagepeek.failure.InspectFailure.InvalidInspectParameters if the operator blocks it
   */
  RemoteImage open(
      ImageReference requested, Optional<Credentials> credentials, InspectionContext context) {
    List<Endpoint> endpoints = mirrors.endpoints(requested);
    if (endpoints.size() == 1) {
      return at(endpoints.get(0), requested, credentials, context);
    }
    List<MirroredImage.Location> locations =
        endpoints.stream()
            .map(
                endpoint ->
                    new MirroredImage.Location(
                        endpoint.reference().host(),
                        () -> at(endpoint, requested, credentials, context)))
            .toList();
    return new MirroredImage(requested, locations, context);
  }

  private RemoteImage at(
      Endpoint endpoint,
      ImageReference requested,
      Optional<Credentials> credentials,
      InspectionContext context) {
    ImageReference reference = endpoint.reference();
    boolean plain = endpoint.insecure() || plainHttp.plainHttp(reference.host());
    URI base = URI.create((plain ? "http" : "https") + "://" + reference.apiHost() + "/");
    RegistrySession session =
        new RegistrySession(
            client,
            authenticator,
            challenges,
            errors,
            reference,
            endpoint.sameRegistry(requested) ? credentials : Optional.empty(),
            base);
    return new RegistryImage(
        session,
        tags,
        requested,
        reference,
        context,
        documents,
        parsers,
        base.resolve("/v2/" + reference.repository() + "/"));
  }
}
