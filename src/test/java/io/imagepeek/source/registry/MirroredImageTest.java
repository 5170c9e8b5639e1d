package io.imagepeek.source.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.imagepeek.failure.InspectFailure;
import io.imagepeek.failure.InspectFailure.ImageNotFoundInRegistry;
import io.imagepeek.failure.InspectFailure.RegistryConnectionFailure;
import io.imagepeek.image.Descriptor;
import io.imagepeek.image.Digest;
import io.imagepeek.image.ImageReference;
import io.imagepeek.source.InspectionContext;
import io.imagepeek.source.ReadDocument;
import io.imagepeek.source.StoreMetadata;
import io.imagepeek.source.registry.cache.RemoteImage;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class MirroredImageTest {

  private static final Digest DIGEST = Digest.parse("sha256:" + "ab".repeat(32));
  private static final ImageReference ASKED = ImageReference.parse("alpine:3", null);

  private final List<String> asked = new ArrayList<>();
  private Instant now = Instant.parse("2025-01-01T00:00:00Z");
  private final InspectionContext context =
      new InspectionContext(() -> now, Duration.ofSeconds(10));

  /** A place that answers everything, or fails with the same for everything. */
  private class Answering implements RemoteImage {
    private final String name;
    private final Optional<Digest> current;
    private RuntimeException failure;

    Answering(String name, Optional<Digest> current, RuntimeException failure) {
      this.name = name;
      this.current = current;
      this.failure = failure;
    }

    private <T> Uni<T> answer(String what, T item) {
      asked.add(name + " " + what);
      return failure == null ? Uni.createFrom().item(item) : Uni.createFrom().failure(failure);
    }

    @Override
    public Answering within(InspectionContext other) {
      return this;
    }

    @Override
    public Uni<Optional<Digest>> current() {
      return answer("current", current);
    }

    @Override
    public Uni<ReadDocument> resolve() {
      return answer("resolve", document(name));
    }

    @Override
    public Uni<ReadDocument> manifest(Descriptor descriptor) {
      return answer("manifest", document(name));
    }

    @Override
    public Uni<byte[]> config(Descriptor descriptor) {
      return answer("config", new byte[0]);
    }

    @Override
    public Uni<Optional<List<String>>> tags() {
      return answer("tags", Optional.of(List.of(name)));
    }

    @Override
    public Uni<StoreMetadata> entry(Digest resolved) {
      throw new AssertionError("asked for a mirror's names");
    }
  }

  private static ReadDocument document(String name) {
    return new ReadDocument(DIGEST, name, new byte[0], null);
  }

  private Answering serving(String name) {
    return new Answering(name, Optional.of(DIGEST), null);
  }

  private Answering failing(String name, RuntimeException failure) {
    return new Answering(name, Optional.empty(), failure);
  }

  private Answering missing(String name) {
    return failing(name, new ImageNotFoundInRegistry("not at " + name));
  }

  private MirroredImage mirrored(Answering... places) {
    return new MirroredImage(
        ASKED,
        Arrays.stream(places)
            .map(place -> new MirroredImage.Location(place.name, () -> place))
            .toList(),
        context);
  }

  private static <T> T get(Uni<T> uni) {
    return uni.await().atMost(Duration.ofSeconds(5));
  }

  private static Descriptor descriptor() {
    return null;
  }

  @Test
  void readsEverythingWhereTheImageWasServed() {
    MirroredImage image = mirrored(missing("a"), serving("b"), serving("c"));

    assertThat(get(image.resolve()).mediaType()).isEqualTo("b");
    get(image.manifest(descriptor()));
    get(image.config(descriptor()));
    assertThat(get(image.tags())).contains(List.of("b"));
    get(image.resolve());
    get(image.current());

    assertThat(asked)
        .containsExactly(
            "a resolve", "b resolve", "b manifest", "b config", "b tags", "b resolve", "b current");
    assertThat(context.lastFailure()).contains("mirror a: not at a");
  }

  @Test
  void nothingIsAskedBeforeSomebodyWaits() {
    MirroredImage image = mirrored(serving("a"));
    Uni<ReadDocument> document = image.resolve();

    assertThat(asked).isEmpty();
    get(document);
    assertThat(asked).containsExactly("a resolve");
  }

  @Test
  void goesOnWhateverAMirrorFailedWith() {
    MirroredImage image =
        mirrored(
            failing("a", new RegistryConnectionFailure("refused")),
            failing("b", new InspectFailure.RegistryAuthenticationFailure("unauthorized")),
            failing("c", new InspectFailure.InspectImageFailure("broken")),
            failing("d", new InspectFailure.InvalidInspectParameters("not allowed")),
            serving("e"));

    assertThat(get(image.resolve()).mediaType()).isEqualTo("e");
  }

  @Test
  void failsAsTheRegistryItselfDoes() {
    MirroredImage image =
        mirrored(failing("a", new RegistryConnectionFailure("refused")), missing("b"));

    assertThatThrownBy(() -> get(image.resolve()))
        .isInstanceOfSatisfying(
            ImageNotFoundInRegistry.class,
            failure -> assertThat(failure.error()).isEqualTo("not at b"));
    assertThat(context.lastFailure()).contains("mirror a: refused");
  }

  @Test
  void defectsAreNotPassedOver() {
    IllegalStateException defect = new IllegalStateException("defect");
    MirroredImage image = mirrored(failing("a", defect), serving("b"));

    assertThatThrownBy(() -> get(image.resolve())).isSameAs(defect);
    assertThat(asked).containsExactly("a resolve");
  }

  @Test
  void opensAPlaceOnceAndOnlyWhenItIsAsked() {
    List<String> opened = new ArrayList<>();
    Supplier<RemoteImage> refused =
        () -> {
          opened.add("a");
          throw new InspectFailure.InvalidInspectParameters("not allowed");
        };
    Supplier<RemoteImage> open =
        () -> {
          opened.add("b");
          return serving("b");
        };
    Supplier<RemoteImage> unused =
        () -> {
          throw new AssertionError("opened");
        };
    MirroredImage image =
        new MirroredImage(
            ASKED,
            List.of(
                new MirroredImage.Location("a", refused),
                new MirroredImage.Location("b", open),
                new MirroredImage.Location("c", unused)),
            context);

    get(image.resolve());
    get(image.config(descriptor()));

    assertThat(opened).containsExactly("a", "b");
    assertThat(context.lastFailure()).contains("mirror a: not allowed");
  }

  @Test
  void aPassedDeadlineEndsTheTrying() {
    Answering slow = missing("a");
    MirroredImage image = mirrored(slow, serving("b"));
    now = now.plusSeconds(10);

    assertThatThrownBy(() -> get(image.resolve())).isSameAs(slow.failure);
    assertThat(asked).containsExactly("a resolve");
    assertThat(context.lastFailure()).contains("mirror a: not at a");
  }

  @Test
  void anEndedInspectionEndsTheTrying() {
    MirroredImage image = mirrored(missing("a"), serving("b"));
    context.end();

    assertThatThrownBy(() -> get(image.resolve())).isInstanceOf(ImageNotFoundInRegistry.class);
    assertThat(asked).containsExactly("a resolve");
  }

  @Test
  void aMirrorThatTellsTheDigestIsTheOneThatIsRead() {
    MirroredImage image = mirrored(missing("a"), serving("b"), serving("c"));

    assertThat(get(image.current())).contains(DIGEST);
    get(image.resolve());

    assertThat(asked).containsExactly("a current", "b current", "b resolve");
  }

  @Test
  void whatAMirrorDoesNotTellTheNextOneMayTell() {
    MirroredImage image = mirrored(new Answering("a", Optional.empty(), null), serving("b"));

    assertThat(get(image.current())).isPresent();
    assertThat(get(image.resolve()).mediaType()).isEqualTo("b");

    assertThat(asked).containsExactly("a current", "b current", "b resolve");
  }

  @Test
  void whatNobodyTellsIsNotTold() {
    MirroredImage image =
        mirrored(
            new Answering("a", Optional.empty(), null), new Answering("b", Optional.empty(), null));

    assertThat(get(image.current())).isEmpty();

    assertThat(asked).containsExactly("a current", "b current");
  }

  @Test
  void resolvesElsewhereWhatIsGoneWhereItWas() {
    Answering failsLater = serving("a");
    MirroredImage image = mirrored(failsLater, serving("b"));
    get(image.current());
    failsLater.failure = new RegistryConnectionFailure("reset");

    assertThat(get(image.resolve()).mediaType()).isEqualTo("b");
    get(image.config(descriptor()));

    assertThat(asked).containsExactly("a current", "a resolve", "b resolve", "b config");
  }

  @Test
  void whatFailsWhereTheImageWasServedIsNotReadElsewhere() {
    Answering failsLater = serving("a");
    MirroredImage image = mirrored(failsLater, serving("b"));
    get(image.resolve());
    failsLater.failure = new RegistryConnectionFailure("reset");

    assertThatThrownBy(() -> get(image.config(descriptor()))).isSameAs(failsLater.failure);
    assertThat(asked).containsExactly("a resolve", "a config");
  }

  @Test
  void documentsThatAreReadFirstAreLookedForInOrderToo() {
    MirroredImage image = mirrored(missing("a"), serving("b"));

    get(image.manifest(descriptor()));
    get(image.tags());

    assertThat(asked).containsExactly("a manifest", "b manifest", "b tags");
  }

  @Test
  void tagsWaitForWhereTheImageIs() {
    List<UniEmitter<? super ReadDocument>> waiting = new ArrayList<>();
    Answering slow =
        new Answering("a", Optional.empty(), null) {
          @Override
          public Uni<ReadDocument> resolve() {
            return Uni.createFrom().emitter(waiting::add);
          }
        };
    MirroredImage image = mirrored(slow, serving("b"));
    var document = image.resolve().subscribe().withSubscriber(UniAssertSubscriber.create());
    var cancelled = image.tags().subscribe().withSubscriber(UniAssertSubscriber.create());
    var tags = image.tags().subscribe().withSubscriber(UniAssertSubscriber.create());

    cancelled.cancel();
    assertThat(asked).isEmpty();
    waiting.get(0).fail(new ImageNotFoundInRegistry("not at a"));

    assertThat(document.assertCompleted().getItem().mediaType()).isEqualTo("b");
    assertThat(tags.assertCompleted().getItem()).contains(List.of("b"));
    assertThat(asked).containsExactly("b resolve", "b tags");
  }

  @Test
  void tellsTheNamesThatWereAskedFor() {
    MirroredImage image = mirrored(serving("a"));

    assertThat(get(image.entry(DIGEST)))
        .isEqualTo(StoreMetadata.named(List.of("alpine:3"), List.of("alpine@" + DIGEST)));
    ImageReference pinned = ImageReference.parse("quay.io/a/b:1@" + DIGEST, null);
    assertThat(RemoteImage.named(pinned, DIGEST))
        .isEqualTo(
            StoreMetadata.named(
                List.of("quay.io/a/b@" + DIGEST), List.of("quay.io/a/b@" + DIGEST)));
  }
}
