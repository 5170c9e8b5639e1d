package io.imagepeek.source.engine;

import io.imagepeek.failure.InspectFailure.ImageNotFoundInRegistry;
import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import io.imagepeek.image.ImageReference;
import io.imagepeek.json.JsonField;
import io.imagepeek.source.EngineReport;
import io.imagepeek.source.EngineReportedImage;
import io.imagepeek.source.InspectionContext;
import io.imagepeek.source.MemoryBudget;
import io.imagepeek.source.ParserExecutor;
import io.imagepeek.source.engine.DockerName.Form;
import io.imagepeek.source.http.HttpResponse;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** An image in a Docker-compatible engine, for one inspection. */
final class DockerImage implements EngineReportedImage {

  private final DockerName name;
  private final DockerClient engine;
  private final InspectionContext context;
  private final ParserExecutor parsers;
  private final Uni<Match> match;

  DockerImage(
      DockerName name, DockerClient engine, InspectionContext context, ParserExecutor parsers) {
    this.name = name;
    this.engine = engine;
    this.context = context;
    this.parsers = parsers;
    this.match = Uni.createFrom().deferred(() -> request(0)).memoize().indefinitely();
  }

  /**
   * The engine's description of the image.
   *
   * @param form the form of the name that the engine found it by
   */
  private record Match(Form form, EngineReport description) {}

  @Override
  public Uni<EngineReport> describe() {
    return match.map(Match::description);
  }

  /** The engine's tags of the repository that the image was found in, sorted; an id has none. */
  @Override
  public Uni<Optional<List<String>>> tags() {
    return match.flatMap(found -> tags(found.form().reference())).map(Optional::of);
  }

  private Uni<List<String>> tags(@Nullable ImageReference reference) {
    if (reference == null) {
      return Uni.createFrom().item(List.of());
    }
    return engine
        .images(reference.familiarName(), context)
        .flatMap(
            response ->
                parsers
                    .compute(
                        response.body().length,
                        () -> tagsOf(reference, DockerJson.list(response.body())))
                    .invoke(tags -> response.keepOnly(MemoryBudget.weight(tags))));
  }

  /** Engines match the name as a pattern, each in its way: a response may hold more images. */
  private static List<String> tagsOf(ImageReference wanted, List<JsonField> images) {
    return images.stream()
        .flatMap(image -> image.get("RepoTags").optionalTexts().orElse(List.of()).stream())
        .map(DockerImage::parsed)
        .flatMap(Optional::stream)
        .filter(reference -> reference.name().equals(wanted.name()))
        .flatMap(reference -> Stream.ofNullable(reference.tag()))
        .sorted()
        .distinct()
        .toList();
  }

  /** The name as a reference; empty where it is not one, as {@code <none>:<none>}. */
  static Optional<ImageReference> parsed(String name) {
    try {
      return Optional.of(ImageReference.parse(name, null));
    } catch (InvalidInspectParameters none) {
      return Optional.empty();
    }
  }

  private Uni<Match> request(int index) {
    Form form = name.forms().get(index);
    Uni<Match> response =
        engine
            .image(form.text(), context)
            .map(HttpResponse::body)
            .flatMap(body -> parsers.compute(body.length, () -> read(form, body)));
    return index + 1 == name.forms().size()
        ? response
        : response
            .onFailure(ImageNotFoundInRegistry.class)
            .recoverWithUni(
                first ->
                    request(index + 1)
                        .onFailure(ImageNotFoundInRegistry.class)
                        .transform(last -> first));
  }

  private static Match read(Form form, byte[] body) {
    EngineReport description = DockerDescription.of(DockerJson.object(body), form.reference());
    switch (form.kind()) {
      case TAG -> {}
      case SHORT_ID -> {
        // Podman may have found an image whose name ends so.
        if (!hex(description.id()).startsWith(form.hex())) {
          throw new ImageNotFoundInRegistry("no image's id begins so");
        }
      }
      case DIGEST -> {
        if (!hasDigest(form.hex(), description)) {
          throw new InspectImageFailure(
              "the engine describes another image than that of the requested id or digest");
        }
      }
    }
    return new Match(form, description);
  }

  /** An image that is requested by digest must have it (GHSA-qv35-3gw6-8q4j). */
  private static boolean hasDigest(String hex, EngineReport report) {
    return hex(report.id()).equals(hex)
        || report.digest().hex().equals(hex)
        || report.entry().repoDigests().stream().map(DockerImage::hex).anyMatch(hex::equals);
  }

  private static String hex(String digested) {
    return digested.substring(digested.lastIndexOf(':') + 1);
  }
}
