package io.imagepeek.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagepeek.testing.Reply;
import io.imagepeek.testing.ScriptedRegistry;
import io.imagepeek.testing.TestImage;
import io.imagepeek.testing.TokenService;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A store that has lost a configuration, or does not give it, says nothing of the image. */
@QuarkusTest
@TestProfile(ProtocolProfile.class)
class RefusedBlobTest extends ProtocolTest {

  static Stream<Reply> refusals() {
    return Stream.of(
        Reply.error(404, "BLOB_UNKNOWN", "blob unknown to registry"),
        Reply.error(403, "DENIED", "no"),
        Reply.status(401),
        Reply.unauthorized("Bearer realm=\"https://auth.test/token\""),
        Reply.status(404),
        Reply.status(410),
        Reply.html(403, "<Error><Code>AccessDenied</Code></Error>"));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void isNamedWithTheStoreThatRefuses(Reply refusal) {
    ScriptedRegistry registry = secure();
    ScriptedRegistry store = secure();
    TestImage image = image(registry);
    registry
        .on("GET", BLOBS + image.configDigest())
        .respond(Reply.redirect(307, store.url("/lost?signature=s3cret")));
    store.on("GET", "/lost?signature=s3cret").respond(refusal);

    Answer answer =
        app(registry)
            .send()
            .failed("InspectImageFailure")
            .mentioning(image.configDigest(), store.authority() + " responds: ");

    assertThat(answer.text("error")).doesNotContain("missing or private", "s3cret");
  }

  /** It is where it was asked for: there is nothing to look for elsewhere. */
  @ParameterizedTest
  @ValueSource(ints = {401, 403, 404})
  void startsNoFallbacks(int status) {
    ScriptedRegistry registry = secure();
    ScriptedRegistry other = secure();
    TestImage image = image(registry);
    image(other);
    registry.on("GET", BLOBS + image.configDigest()).respond(status);

    app(registry)
        .fallbacks(other.authority() + "/some/app:v1")
        .send()
        .failed("InspectImageFailure")
        .mentioning(image.configDigest());

    assertThat(other.requests()).isEmpty();
  }

  @Test
  void ofABearerToken() {
    ScriptedRegistry registry = secure();
    TokenService tokens = TokenService.on(registry).allow("user", "secret");
    registry.requireBearer(tokens);
    TestImage image = image(registry);
    registry.on("GET", BLOBS + image.configDigest()).respond(Reply.status(403));

    Answer answer =
        app(registry)
            .password("user", "secret")
            .send()
            .failed("InspectImageFailure")
            .mentioning(image.configDigest(), registry.authority());

    assertThat(answer.text("error")).doesNotContain("missing or private");
  }

  /** What may pass is told as such. */
  @Test
  void aStoreThatIsBrokenJustNow() {
    ScriptedRegistry registry = secure();
    TestImage image = image(registry);
    registry.on("GET", BLOBS + image.configDigest()).respond(3, Reply.status(503));

    app(registry).send().failed("InspectImageFailure").mentioning("HTTP status 503");
  }

  /** What does not need it is told all the same. */
  @ParameterizedTest
  @ValueSource(strings = {"manifest"})
  void otherViewsDoNotAskForIt(String view) {
    ScriptedRegistry registry = secure();
    TestImage image = image(registry);

    assertThat(app(registry).view(view).send().inspected().body()).isEqualTo(image.manifest());
  }

  /** The token service's word on the blob is none on the image. */
  @Test
  void withoutAToken() {
    ScriptedRegistry registry = secure();
    ScriptedRegistry other = secure();
    TokenService.on(registry).refuseAnonymous();
    TestImage image = image(registry);
    registry
        .on("GET", BLOBS + image.configDigest())
        .respond(Reply.unauthorized("Bearer realm=\"" + registry.url("/token") + "\""));

    Answer answer =
        app(registry)
            .fallbacks(other.authority() + "/some/app:v1")
            .send()
            .failed("InspectImageFailure")
            .mentioning(image.configDigest(), registry.authority());

    assertThat(answer.text("error")).doesNotContain("missing or private");
    assertThat(other.requests()).isEmpty();
  }

  /** A store that refuses a manifest does not say of the image what a registry says. */
  @Test
  void ofAManifestThatIsStoredElsewhere() {
    ScriptedRegistry registry = secure();
    ScriptedRegistry store = secure();
    TokenService.on(registry);
    registry
        .on("GET", MANIFEST)
        .respond(Reply.unauthorized("Bearer realm=\"" + registry.url("/token") + "\""))
        .then(Reply.redirect(307, store.url("/manifest")));
    registry.on("HEAD", MANIFEST).always(405);
    store.on("GET", "/manifest").respond(Reply.status(403));

    Answer answer = app(registry).send().failed("RegistryAuthenticationFailure");

    assertThat(answer.text("error")).doesNotContain("missing or private");
  }
}
