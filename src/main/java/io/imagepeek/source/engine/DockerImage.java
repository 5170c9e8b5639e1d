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
  private final Uni<Told> told;

  DockerImage(
      DockerName name, DockerClient engine, InspectionContext context, ParserExecutor parsers) {
    this.name = name;
    this.engine = engine;
    this.context = context;
    this.parsers = parsers;
    this.told = Uni.createFrom().deferred(() -> ask(0)).memoize().indefinitely();
  }

  /**
   * What the engine said.
   *
   * @param form what it knew the image by
   */
  private record Told(Form form, EngineReport description) {}

  @Override
  public Uni<EngineReport> describe() {
    return told.map(Told::description);
  }

  /** The engine's tags of the repository that the image was found in, sorted; an id has none. */
  @Override
  public Uni<Optional<List<String>>> tags() {
    return told.flatMap(found -> tags(found.form().reference())).map(Optional::of);
  }

  private Uni<List<String>> tags(@Nullable ImageReference reference) {
    if (reference == null) {
      return Uni.createFrom().item(List.of());
    }
    return engine
        .images(reference.familiarName(), context)
        .flatMap(
            answer ->
                parsers
                    .compute(
                        answer.body().length,
                        () -> tagsOf(reference, DockerJson.list(answer.body())))
                    .invoke(tags -> answer.keepOnly(MemoryBudget.weight(tags))));
  }

  /** Engines match the name as a pattern, each in its way: the answer may hold more. */
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

  /** Names that engines use for what has none, {@code <none>:<none>}, are no references. */
  static Optional<ImageReference> parsed(String name) {
    try {
      return Optional.of(ImageReference.parse(name, null));
    } catch (InvalidInspectParameters none) {
      return Optional.empty();
    }
  }

  private Uni<Told> ask(int index) {
    Form form = name.forms().get(index);
    Uni<Told> answer =
        engine
            .image(form.asked(), context)
            .map(DockerResponse::body)
            .flatMap(body -> parsers.compute(body.length, () -> read(form, body)));
    return index + 1 == name.forms().size()
        ? answer
        : answer
            .onFailure(ImageNotFoundInRegistry.class)
            .recoverWithUni(
                first ->
                    ask(index + 1)
                        .onFailure(ImageNotFoundInRegistry.class)
                        .transform(last -> first));
  }

  private static Told read(Form form, byte[] body) {
    EngineReport description = DockerDescription.of(DockerJson.object(body), form.reference());
    switch (form.kind()) {
      case TAG -> {}
      case SHORT_ID -> {
        // Podman may have taken it for the end of a name after all.
        if (!hex(description.id()).startsWith(form.hex())) {
          throw new ImageNotFoundInRegistry("no image's id begins so");
        }
      }
      case DIGEST -> {
        if (!isKnownBy(form.hex(), description)) {
          throw new InspectImageFailure(
              "the engine tells of another image than that of the id or digest asked for");
        }
      }
    }
    return new Told(form, description);
  }

  /** What was asked for by digest must be known by it (GHSA-qv35-3gw6-8q4j). */
  private static boolean isKnownBy(String hex, EngineReport told) {
    return hex(told.id()).equals(hex)
        || told.digest().hex().equals(hex)
        || told.entry().repoDigests().stream().map(DockerImage::hex).anyMatch(hex::equals);
  }

  private static String hex(String digested) {
    return digested.substring(digested.lastIndexOf(':') + 1);
  }
}
