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
 * An image in a registry (OCI distribution specification 1.1, "Pull"). The first request goes
 * straight to the manifest. Every digest is checked before it stands in a URL (CVE-2024-3727), and
 * every body against the digest that led to it.
 */
final class RegistryImage implements RemoteImage {

  private static final Map<String, String> MANIFESTS =
      Map.of("Accept", String.join(", ", MediaTypes.MANIFEST_ACCEPT));
  private static final Map<String, String> ANYTHING = Map.of("Accept", "*/*");

  private final RegistrySession session;
  private final TagListing tags;
  private final ImageReference asked;
  private final ImageReference reference;
  private final InspectionContext context;
  private final DocumentReading documents;
  private final ParserExecutor parsers;
  private final URI repository;

  /**
   * @param asked as it was asked for
   * @param reference as the registry knows it
   */
  RegistryImage(
      RegistrySession session,
      TagListing tags,
      ImageReference asked,
      ImageReference reference,
      InspectionContext context,
      DocumentReading documents,
      ParserExecutor parsers,
      URI repository) {
    this.session = session;
    this.tags = tags;
    this.asked = asked;
    this.reference = reference;
    this.context = context;
    this.documents = documents;
    this.parsers = parsers;
    this.repository = repository;
  }

  @Override
  public RegistryImage within(InspectionContext other) {
    return new RegistryImage(
        session, tags, asked, reference, other, documents, parsers, repository);
  }

  /** Asked as the document would be, since the answer may depend on what is accepted. */
  @Override
  public Uni<Optional<Digest>> current() {
    return session
        .send(HttpRequest.head(at("manifests/" + reference.target()), MANIFESTS), context)
        .map(
            answer ->
                answer.status() == 200
                    ? Optional.ofNullable(told(successful(answer)))
                    : Optional.<Digest>empty())
        // Some do not know the method, and say so by an error of the server.
        .onFailure(failure -> failure instanceof InspectImageFailure refused && !refused.mayPass())
        .recoverWithItem(Optional.empty());
  }

  @Override
  public Uni<ReadDocument> resolve() {
    return manifest(
        reference.target(),
        this::successful,
        answer -> documents.named(expected(answer), answer.body(), mediaType(answer)));
  }

  @Override
  public Uni<ReadDocument> manifest(Descriptor descriptor) {
    documents.requireManifestWithinLimit(descriptor);
    return manifest(
        descriptor.digest().toString(),
        this::part,
        answer -> documents.described(descriptor, answer.body(), mediaType(answer)));
  }

  /** What the registry refuses of an index's entries says nothing of the others. */
  private HttpResponse part(HttpResponse answer) {
    if (answer.status() != 200 && session.meaning(answer) instanceof InspectImageFailure refused) {
      throw InspectImageFailure.ofPart(refused.error());
    }
    return successful(answer);
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
            answer ->
                answer.mentioningEncoding(
                    parsers.compute(origin(), answer.body().length, () -> reading.apply(answer))));
  }

  private static @Nullable String mediaType(HttpResponse answer) {
    return answer.headers().get("Content-Type");
  }

  @Override
  public Uni<byte[]> config(Descriptor descriptor) {
    documents.requireWithinLimit(descriptor);
    return session
        .send(
            HttpRequest.get(at("blobs/" + descriptor.digest()), ANYTHING, documents.configBytes()),
            context)
        // Whoever got the manifest may see the image: what is refused is the blob alone.
        .onFailure(RegistryImage::isRefusal)
        .transform(refused -> absent(descriptor, reference.host(), refusal(refused)))
        .map(answer -> blob(descriptor, answer))
        .flatMap(
            answer ->
                answer.mentioningEncoding(
                    parsers.check(
                        origin(),
                        answer.body().length,
                        () -> documents.config(descriptor, answer.body()))));
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

  private HttpResponse blob(Descriptor config, HttpResponse answer) {
    if (answer.status() != 200) {
      throw absent(config, answer.request().origin().authority(), RegistryErrorMapper.text(answer));
    }
    return successful(answer);
  }

  /** Stores lose blobs, and refuse them, while the registry knows the manifest. */
  private static InspectImageFailure absent(Descriptor config, String host, String why) {
    return InspectImageFailure.ofPart(
        "the image is there, but not its configuration %s: %s answers %s"
            .formatted(config.digest(), host, why));
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
    return Uni.createFrom().item(RemoteImage.named(asked, resolved));
  }

  private HttpResponse successful(HttpResponse answer) {
    if (answer.status() != 200) {
      throw session.meaning(answer);
    }
    String remaining = answer.headers().get("RateLimit-Remaining");
    if (remaining != null) {
      context.noteRateLimitRemaining(PrintableLine.of(answer.withoutSecrets(remaining)));
    }
    return answer;
  }

  /** What was asked for by digest has that digest; else what the registry says it has. */
  private @Nullable Digest expected(HttpResponse answer) {
    return reference.digest() != null ? reference.digest() : told(answer);
  }

  private static @Nullable Digest told(HttpResponse answer) {
    String said = answer.headers().get("Docker-Content-Digest");
    if (said == null || said.isBlank()) {
      return null;
    }
    try {
      return Digest.parse(said.strip());
    } catch (IllegalArgumentException malformed) {
      throw new InspectImageFailure(
          "the registry gives an invalid Docker-Content-Digest: " + malformed.getMessage(),
          malformed);
    }
  }

  private URI at(String path) {
    return repository.resolve(path);
  }
}
