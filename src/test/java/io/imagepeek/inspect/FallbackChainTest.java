package io.imagepeek.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagepeek.failure.InspectFailure;
import io.imagepeek.failure.InspectFailure.ImageNotFoundInRegistry;
import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import io.imagepeek.failure.InspectFailure.RegistryAuthenticationFailure;
import io.imagepeek.failure.InspectFailure.RegistryConnectionFailure;
import io.imagepeek.image.Digest;
import io.imagepeek.source.ImageRequest;
import io.imagepeek.source.ImageTarget;
import io.imagepeek.source.InspectionContext;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FallbackChainTest {

  private static final Inspection FOUND =
      new InspectedPlatforms(
          Digest.parse("sha256:" + "0".repeat(64)), "", List.of(), List.of(), List.of());

  private final InspectionContext context =
      new InspectionContext(Clock.systemUTC(), Duration.ofSeconds(30));
  private final Map<String, Uni<Inspection>> images = new HashMap<>();
  private final List<String> asked = new ArrayList<>();

  static Stream<InspectFailure> mayBeMissing() {
    return Stream.of(
        new ImageNotFoundInRegistry("manifest unknown"),
        RegistryAuthenticationFailure.missingOrPrivate("denied"));
  }

  static Stream<InspectFailure> others() {
    return Stream.of(
        new RegistryAuthenticationFailure("unauthorized"),
        new RegistryConnectionFailure("connection refused"),
        RegistryConnectionFailure.permanentFailure("not allowed"),
        new InspectImageFailure("malformed"),
        InspectImageFailure.transientFailure("HTTP status 503"),
        new InvalidInspectParameters("platform: unknown"));
  }

  @ParameterizedTest
  @MethodSource("mayBeMissing")
  void startsWhereTheImageMayBeMissing(InspectFailure failure) {
    fails("first", failure);
    found("second");

    run().assertItem(FOUND);

    assertThat(asked).containsExactly("first", "second");
    assertThat(context.servedBy()).contains("r.test/second:1");
  }

  @ParameterizedTest
  @MethodSource("others")
  void startsForNothingElse(InspectFailure failure) {
    fails("first", failure);

    assertThat(run().getFailure()).isSameAs(failure);

    assertThat(asked).containsExactly("first");
    assertThat(context.servedBy()).isEmpty();
  }

  @Test
  void doesNotStartWhereTheImageIs() {
    found("first");

    run().assertItem(FOUND);

    assertThat(asked).containsExactly("first");
    assertThat(context.servedBy()).contains("r.test/first:1");
  }

  @ParameterizedTest
  @MethodSource({"mayBeMissing", "others"})
  void goesOnWhateverAnAlternativeFailsWith(InspectFailure failure) {
    fails("first", new ImageNotFoundInRegistry("manifest unknown"));
    fails("second", failure);
    found("third");

    run().assertItem(FOUND);

    assertThat(asked).containsExactly("first", "second", "third");
    assertThat(context.servedBy()).contains("r.test/third:1");
  }

  @Test
  void saysThatItIsNowhere() {
    fails("first", new ImageNotFoundInRegistry("manifest unknown"));
    fails("second", new RegistryConnectionFailure("connection refused"));
    fails("third", new ImageNotFoundInRegistry("name unknown"));

    run().assertFailedWith(ImageNotFoundInRegistry.class);

    assertThat(((InspectFailure) run().getFailure()).error())
        .isEqualTo("Could not find r.test/first:1 anywhere");
    assertThat(context.servedBy()).isEmpty();
    // What a passed deadline would tell.
    assertThat(context.lastFailure()).contains("r.test/third:1: name unknown");
  }

  /** What ended it made the alternative fail: the next one is not asked, nor said to lack it. */
  @Test
  void stopsOnceNobodyWaits() {
    fails("first", new ImageNotFoundInRegistry("manifest unknown"));
    RegistryConnectionFailure abandoned = new RegistryConnectionFailure("the inspection ended");
    images.put(
        "second",
        Uni.createFrom().<Inspection>failure(abandoned).onSubscription().invoke(context::end));

    assertThat(run().getFailure()).isSameAs(abandoned);

    assertThat(asked).containsExactly("first", "second");
  }

  private void found(String name) {
    images.put(name, Uni.createFrom().item(FOUND));
  }

  private void fails(String name, InspectFailure failure) {
    images.put(name, Uni.createFrom().failure(failure));
  }

  private UniAssertSubscriber<Inspection> run() {
    return new FallbackChain(
            request("first"),
            List.of(request("second"), request("third")),
            context,
            request -> {
              String reference = request.reference().toString();
              String name = reference.substring("r.test/".length(), reference.length() - 2);
              asked.add(name);
              return images.getOrDefault(name, Uni.createFrom().failure(new AssertionError(name)));
            })
        .run()
        .subscribe()
        .withSubscriber(UniAssertSubscriber.create());
  }

  private static ImageRequest request(String name) {
    return new ImageRequest(
        ImageTarget.parse("docker", "r.test/" + name + ":1", null),
        Optional.empty(),
        Optional.empty());
  }
}
