package io.imagepeek.source.registry;

import io.imagepeek.failure.InspectFailure;
import io.imagepeek.failure.InspectFailure.ImageNotFoundInRegistry;
import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import io.imagepeek.failure.InspectFailure.RegistryAuthenticationFailure;
import io.imagepeek.image.Descriptor;
import io.imagepeek.image.Digest;
import io.imagepeek.image.ImageReference;
import io.imagepeek.image.MediaTypes;
import io.imagepeek.source.DocumentReading;
import io.imagepeek.source.InspectionContext;
import io.imagepeek.source.ParserExecutor;
import io.imagepeek.source.ReadDocument;
import io.imagepeek.source.StoreMetadata;
import io.imagepeek.source.http.HttpRequest;
import io.imagepeek.source.http.HttpResponse;
import io.imagepeek.source.http.PrintableLine;
import io.imagepeek.source.registry.cache.RemoteImage;
import io.smallrye.mutiny.Uni;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * An image in a registry (OCI distribution specification 1.1, "Pull"). The first request is for the
 * manifest. Every digest is validated before it becomes part of a URL (CVE-2024-3727), and every
 * body is verified against its digest.
 */
final class RegistryImage implements RemoteImage {

  private static final Map<String, String> MANIFESTS =
      Map.of("Accept", String.join(", ", MediaTypes.MANIFEST_ACCEPT));
  private static final Map<String, String> ANYTHING = Map.of("Accept", "*/*");

  private final RegistrySession session;
  private final TagListing tags;
  private final ImageReference requested;
  private final ImageReference reference;
  private final InspectionContext context;
  private final DocumentReading documents;
  private final ParserExecutor parsers;
  private final URI repository;

  /**
   * @param requested the reference of the request, which names the image in results
   * @param reference the reference at this registry, which may be a mirror
   * @param repository the URL of the repository, {@code .../v2/NAME/}
   */
  RegistryImage(
      RegistrySession session,
      TagListing tags,
      ImageReference requested,
      ImageReference reference,
      InspectionContext context,
      DocumentReading documents,
      ParserExecutor parsers,
      URI repository) {
    this.session = session;
    this.tags = tags;
    this.requested = requested;
    this.reference = reference;
    this.context = context;
    this.documents = documents;
    this.parsers = parsers;
    this.repository = repository;
  }

  @Override
  public RegistryImage within(InspectionContext other) {
    return new RegistryImage(
        session, tags, requested, reference, other, documents, parsers, repository);
  }

  /** A HEAD with the headers of the GET, since the digest may depend on the accepted types. */
  @Override
  public Uni<Optional<Digest>> current() {
    return session
        .send(HttpRequest.head(at("manifests/" + reference.target()), MANIFESTS), context)
        .map(
            response ->
                response.status() == 200
                    ? Optional.ofNullable(contentDigest(successful(response)))
                    : Optional.<Digest>empty())
        // Some registries do not support HEAD, and respond with a permanent server error.
        .onFailure(
            failure -> failure instanceof InspectImageFailure refused && !refused.isTransient())
        .recoverWithItem(Optional.empty());
  }

  @Override
  public Uni<ReadDocument> resolve() {
    return manifest(
        reference.target(),
        this::successful,
        response -> documents.named(expected(response), response.body(), mediaType(response)));
  }

  @Override
  public Uni<ReadDocument> manifest(Descriptor descriptor) {
    documents.requireManifestWithinLimit(descriptor);
    return manifest(
        descriptor.digest().toString(),
        this::successfulEntry,
        response -> documents.described(descriptor, response.body(), mediaType(response)));
  }

  /** If the registry refuses one entry of an index, the other entries may still be there. */
  private HttpResponse successfulEntry(HttpResponse response) {
    if (response.status() != 200
        && session.failure(response) instanceof InspectImageFailure refused) {
      throw InspectImageFailure.ofPart(refused.error());
    }
    return successful(response);
  }

  private Uni<ReadDocument> manifest(
      String target,
      UnaryOperator<HttpResponse> successful,
      Function<HttpResponse, ReadDocument> reading) {
    return session
        .send(
            HttpRequest.get(at("manifests/" + target), MANIFESTS, documents.manifestBytes()),
            context)
        .map(successful)
        .flatMap(
            response ->
                response.mentioningEncoding(
                    parsers.compute(
                        origin(), response.body().length, () -> reading.apply(response))));
  }

  private static @Nullable String mediaType(HttpResponse response) {
    return response.headers().get("Content-Type");
  }

  @Override
  public Uni<byte[]> config(Descriptor descriptor) {
    documents.requireWithinLimit(descriptor);
    return session
        .send(
            HttpRequest.get(at("blobs/" + descriptor.digest()), ANYTHING, documents.configBytes()),
            context)
        // The manifest was allowed, so the image may be read: only the blob is refused.
        .onFailure(RegistryImage::isRefusal)
        .transform(refused -> missingConfig(descriptor, reference.host(), refusal(refused)))
        .map(response -> blob(descriptor, response))
        .flatMap(
            response ->
                response.mentioningEncoding(
                    parsers.check(
                        origin(),
                        response.body().length,
                        () -> documents.config(descriptor, response.body()))));
  }

  private static boolean isRefusal(Throwable failure) {
    return failure instanceof RegistryAuthenticationFailure
        || failure instanceof ImageNotFoundInRegistry;
  }

  private static String refusal(Throwable failure) {
    return failure instanceof RegistryAuthenticationFailure refused
        ? refused.refusal()
        : ((InspectFailure) failure).error();
  }

  private HttpResponse blob(Descriptor config, HttpResponse response) {
    if (response.status() != 200) {
      throw missingConfig(
          config, response.request().origin().authority(), RegistryErrorMapper.errorText(response));
    }
    return successful(response);
  }

  /** Blob stores lose or refuse blobs whose manifest the registry still has. */
  private static InspectImageFailure missingConfig(Descriptor config, String host, String reason) {
    return InspectImageFailure.ofPart(
        "the registry has the image, but not its configuration %s; %s responds: %s"
            .formatted(config.digest(), host, reason));
  }

  @Override
  public Uni<Optional<List<String>>> tags() {
    return tags.list(session, at("tags/list"), context);
  }

  @Override
  public String origin() {
    return reference.host();
  }

  @Override
  public Uni<StoreMetadata> entry(Digest resolved) {
    return Uni.createFrom().item(RemoteImage.named(requested, resolved));
  }

  private HttpResponse successful(HttpResponse response) {
    if (response.status() != 200) {
      throw session.failure(response);
    }
    String remaining = response.headers().get("RateLimit-Remaining");
    if (remaining != null) {
      context.noteRateLimitRemaining(PrintableLine.of(response.withoutSecrets(remaining)));
    }
    return response;
  }

  /** The digest of the reference; without one, the digest that the registry names, if any. */
  private @Nullable Digest expected(HttpResponse response) {
    return reference.digest() != null ? reference.digest() : contentDigest(response);
  }

  private static @Nullable Digest contentDigest(HttpResponse response) {
    String value = response.headers().get("Docker-Content-Digest");
    if (value == null || value.isBlank()) {
      return null;
    }
    try {
      return Digest.parse(value.strip());
    } catch (IllegalArgumentException malformed) {
      throw new InspectImageFailure(
          "the registry sends an invalid Docker-Content-Digest: " + malformed.getMessage(),
          malformed);
    }
  }

  private URI at(String path) {
    return repository.resolve(path);
  }
}
