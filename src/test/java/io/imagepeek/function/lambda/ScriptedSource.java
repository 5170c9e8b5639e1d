package io.imagepeek.function.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.imagepeek.failure.InspectFailure.ImageNotFoundInRegistry;
import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import io.imagepeek.failure.InspectFailure.RegistryAuthenticationFailure;
import io.imagepeek.failure.InspectFailure.RegistryConnectionFailure;
import io.imagepeek.image.Descriptor;
import io.imagepeek.image.Digest;
import io.imagepeek.image.Document;
import io.imagepeek.image.ImageReference;
import io.imagepeek.source.ImageHandle;
import io.imagepeek.source.ImageRequest;
import io.imagepeek.source.ImageSource;
import io.imagepeek.source.InspectionContext;
import io.imagepeek.source.ReadDocument;
import io.imagepeek.source.StoreMetadata;
import io.imagepeek.source.StoredImage;
import io.imagepeek.testing.TestImage;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** What becomes of an image stands in the name of its repository, whatever its registry. */
final class ScriptedSource implements ImageSource {

  static final TestImage IMAGE = TestImage.oci("linux/amd64");

  /** Images of the repository {@code together} are there once as many have been asked for. */
  private final int together;

  private final List<String> opened = new ArrayList<>();
  private final List<Duration> budgets = new ArrayList<>();
  private final List<Runnable> waiting = new ArrayList<>();
  private int slow;
  private int mostSlow;

  ScriptedSource(int together) {
    this.together = together;
  }

  /** The references that were asked for, in order. */
  synchronized List<String> opened() {
    return List.copyOf(opened);
  }

  /** The time that each inspection was given, in order. */
  synchronized List<Duration> budgets() {
    return List.copyOf(budgets);
  }

  /** How many images of the repository {@code slow} were waited for at once, at most. */
  synchronized int mostSlow() {
    return mostSlow;
  }

  @Override
  public String transport() {
    return "docker";
  }

  @Override
  public synchronized ImageHandle open(ImageRequest request, InspectionContext context) {
    ImageReference reference = request.reference();
    opened.add(reference.toString());
    budgets.add(context.budget());
    context.noteRateLimitRemaining("99;w=21600");
    return new Opened(reference);
  }

  private Uni<ReadDocument> document(String repository) {
    return switch (repository) {
      case "good", "tagged" -> Uni.createFrom().item(ScriptedSource::image);
      case "missing" -> failing(new ImageNotFoundInRegistry("manifest unknown"));
      case "private" -> failing(new RegistryAuthenticationFailure("unauthorized"));
      case "broken" -> failing(new InspectImageFailure("malformed manifest"));
      case "overloaded" -> failing(InspectImageFailure.transientFailure("toomanyrequests"));
      case "down" -> failing(new RegistryConnectionFailure("connection refused"));
      case "defect" -> failing(new IllegalStateException("a defect"));
      case "error" -> failing(new NoClassDefFoundError("io/example/Missing"));
      case "memory" -> failing(new OutOfMemoryError("Java heap space"));
      case "bound" -> failing(new OutOfMemoryError("a bound") {});
      case "slow" -> Uni.createFrom().emitter(this::waitForEver);
      case "together" ->
          Uni.createFrom().emitter(emitter -> await(() -> emitter.complete(image())));
      default -> throw new IllegalArgumentException(repository);
    };
  }

  private static Uni<ReadDocument> failing(Throwable failure) {
    return Uni.createFrom().failure(failure);
  }

  private synchronized void waitForEver(UniEmitter<?> emitter) {
    slow++;
    mostSlow = Math.max(mostSlow, slow);
    emitter.onTermination(this::noLonger);
  }

  private synchronized void noLonger() {
    slow--;
  }

  private void await(Runnable complete) {
    List<Runnable> all;
    synchronized (this) {
      waiting.add(complete);
      all = waiting.size() < together ? List.of() : List.copyOf(waiting);
    }
    all.forEach(Runnable::run);
  }

  private static ReadDocument image() {
    byte[] body = IMAGE.manifest().getBytes(UTF_8);
    return new ReadDocument(
        Digest.parse(IMAGE.digest()),
        IMAGE.mediaType(),
        body,
        Document.parse(body, IMAGE.mediaType()));
  }

  private final class Opened implements StoredImage {

    private final ImageReference reference;

    Opened(ImageReference reference) {
      this.reference = reference;
    }

    @Override
    public Uni<ReadDocument> resolve() {
      return document(reference.repository());
    }

    @Override
    public Uni<ReadDocument> manifest(Descriptor descriptor) {
      throw new IllegalStateException("no image here is an index");
    }

    @Override
    public Uni<byte[]> config(Descriptor descriptor) {
      return Uni.createFrom().item(IMAGE.config().getBytes(UTF_8));
    }

    @Override
    public Uni<StoreMetadata> entry(Digest resolved) {
      return Uni.createFrom().item(StoreMetadata.named(List.of(), List.of()));
    }

    @Override
    public Uni<Optional<List<String>>> tags() {
      return Uni.createFrom()
          .item(
              () ->
                  Optional.of(
                      reference.repository().equals("tagged") ? many() : List.of("1", "2")));
    }

    /** As many as the tag says, each of 100 characters. */
    private List<String> many() {
      return IntStream.range(0, Integer.parseInt(reference.tag()))
          .mapToObj("%0100d"::formatted)
          .toList();
    }
  }
}
