package io.imagepeek.source.registry;

import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import io.imagepeek.image.Descriptor;
import io.imagepeek.image.Digest;
import io.imagepeek.image.DigestAlgorithm;
import io.imagepeek.image.Document;
import io.imagepeek.image.ImageReference;
import io.imagepeek.image.MediaTypes;
import io.imagepeek.source.InspectionContext;
import io.imagepeek.source.OffLoop;
import io.imagepeek.source.OpenedImage;
import io.imagepeek.source.ReadDocument;
import io.smallrye.mutiny.Uni;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * An image in a registry (OCI distribution specification 1.1, "Pull"). The first request goes
 * straight to the manifest. Every digest is checked before it stands in a URL (CVE-2024-3727), and
 * every body against the digest that led to it.
 */
final class RegistryImage implements OpenedImage {

  private static final Map<String, String> MANIFESTS =
      Map.of("Accept", String.join(", ", MediaTypes.MANIFEST_ACCEPT));
  private static final Map<String, String> ANYTHING = Map.of("Accept", "*/*");

  private final RegistrySession session;
  private final TagListing tags;
  private final ImageReference reference;
  private final InspectionContext context;
  private final RegistrySettings.Limits limits;
  private final URI repository;

  RegistryImage(
      RegistrySession session,
      TagListing tags,
      ImageReference reference,
      InspectionContext context,
      RegistrySettings.Limits limits,
      URI repository) {
    this.session = session;
    this.tags = tags;
    this.reference = reference;
    this.context = context;
    this.limits = limits;
    this.repository = repository;
  }

  @Override
  public Uni<ReadDocument> resolve() {
    return manifest(reference.target(), this::verifyResolved);
  }

  @Override
  public Uni<ReadDocument> manifest(Descriptor descriptor) {
    return manifest(
        descriptor.digest().toString(),
        (answer, content) -> {
          verify(descriptor.digest(), content, "manifest");
          verifySize(descriptor, answer.body(), "manifest");
        });
  }

  private Uni<ReadDocument> manifest(String target, BiConsumer<HttpAnswer, byte[]> verification) {
    return session
        .get(at("manifests/" + target), MANIFESTS, limits.manifestBytes())
        .map(this::successful)
        .flatMap(
            answer ->
                OffLoop.compute(
                    answer.body().length,
                    () -> {
                      String mediaType = answer.headers().get("Content-Type");
                      Document document =
                          Document.parse(answer.body(), mediaType, limits.jsonDepth());
                      byte[] content = document.contentToVerify(answer.body());
                      verification.accept(answer, content);
                      return new ReadDocument(
                          Digest.of(DigestAlgorithm.SHA256, content),
                          mediaType,
                          answer.body(),
                          document);
                    }));
  }

  @Override
  public Uni<byte[]> config(Descriptor descriptor) {
    if (descriptor.size() > limits.configBytes()) {
      throw new InspectImageFailure(
          "the configuration is declared with "
              + descriptor.size()
              + " bytes, more than the limit of "
              + limits.configBytes());
    }
    return session
        .get(at("blobs/" + descriptor.digest()), ANYTHING, limits.configBytes())
        .map(this::successful)
        .flatMap(
            answer ->
                OffLoop.compute(
                    answer.body().length,
                    () -> {
                      verify(descriptor.digest(), answer.body(), "configuration");
                      verifySize(descriptor, answer.body(), "configuration");
                      return answer.body();
                    }));
  }

  @Override
  public Uni<Optional<List<String>>> tags() {
    return tags.list(session, at("tags/list"));
  }

  private HttpAnswer successful(HttpAnswer answer) {
    if (answer.status() != 200) {
      throw session.meaning(answer);
    }
    String remaining = answer.headers().get("RateLimit-Remaining");
    if (remaining != null) {
      context.noteRateLimitRemaining(ErrorAnswers.oneLine(answer.withoutSecrets(remaining)));
    }
    return answer;
  }

  /** What was asked for by digest has that digest; else what the registry says it has. */
  private void verifyResolved(HttpAnswer answer, byte[] content) {
    String said = answer.headers().get("Docker-Content-Digest");
    if (reference.digest() != null) {
      verify(reference.digest(), content, "manifest");
    } else if (said != null && !said.isBlank()) {
      try {
        verify(Digest.parse(said.strip()), content, "manifest");
      } catch (IllegalArgumentException malformed) {
        throw new InspectImageFailure(
            "the registry gives an invalid Docker-Content-Digest: " + malformed.getMessage(),
            malformed);
      }
    }
  }

  private static void verify(Digest expected, byte[] content, String what) {
    if (!expected.matches(content)) {
      throw new InspectImageFailure(
          "the digest of the "
              + what
              + " does not match: expected "
              + expected
              + ", got "
              + Digest.of(expected.algorithm(), content));
    }
  }

  private static void verifySize(Descriptor descriptor, byte[] body, String what) {
    if (descriptor.size() != body.length) {
      throw new InspectImageFailure(
          "the size of the "
              + what
              + " does not match: expected "
              + descriptor.size()
              + " bytes, got "
              + body.length);
    }
  }

  private URI at(String path) {
    return repository.resolve(path);
  }
}
