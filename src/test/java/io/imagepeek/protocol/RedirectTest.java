package io.imagepeek.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagepeek.testing.RecordedRequest;
import io.imagepeek.testing.Reply;
import io.imagepeek.testing.ScriptedRegistry;
import io.imagepeek.testing.TestImage;
import io.imagepeek.testing.TokenService;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Redirects: how far they are followed, where to, and what they do not take along. */
@QuarkusTest
@TestProfile(ProtocolProfile.class)
class RedirectTest extends ProtocolTest {

  @ParameterizedTest
  @CsvSource({
    "301,/v2/some/app/manifests/v2,/v2/some/app/manifests/v2",
    "302,v2,/v2/some/app/manifests/v2",
    "303,../manifests/v2?x=1,/v2/some/app/manifests/v2?x=1",
    "307,?x=1,/v2/some/app/manifests/v1?x=1",
    "308,v2#fragment,/v2/some/app/manifests/v2",
  })
  void sameOrigin(int status, String location, String target) {
    ScriptedRegistry registry = secure();
    TestImage image = image(registry);
    registry.requireBasic("user", "secret");
    registry.on("GET", MANIFEST).respond(Reply.redirect(status, location));
    registry.on("GET", target).respond(manifest(image));

    app(registry).password("user", "secret").send().inspected(image);

    registry.assertRequests(
        "GET " + MANIFEST,
        "GET " + MANIFEST,
        "GET " + target,
        "GET " + BLOBS + image.configDigest());
    assertThat(registry.recorded().get(2).authorization()).isEqualTo("Basic dXNlcjpzZWNyZXQ=");
  }

  @Test
  void proofStaysAtItsOrigin() {
    ScriptedRegistry registry = secure();
    ScriptedRegistry cdn = secure();
    TestImage image = image(registry);
    TokenService tokens = TokenService.on(registry);
    registry.requireBearer(tokens);
    String blob = BLOBS + image.configDigest();
    registry.on("GET", blob).respond(Reply.redirect(307, cdn.url("/data?sig=abc%2Fdef")));
    cdn.on("GET", "/data").respond(Reply.redirect(307, registry.url("/back")));
    registry.on("GET", "/back").respond(Reply.json(200, image.config()));

    app(registry).send().inspected(image);

    cdn.assertRequests("GET /data?sig=abc%2Fdef");
    assertThat(cdn.lastRequest().authorization()).isNull();
    // Nor does a detour bring it back.
    assertThat(registry.lastRequest().toString()).isEqualTo("GET /back");
    assertThat(registry.lastRequest().authorization()).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Basic realm=\"x\"", "Bearer realm=\"https://auth.test/token\""})
  void challengeElsewhereIsNotAnswered(String challenge) {
    ScriptedRegistry registry = secure();
    ScriptedRegistry cdn = secure();
    registry.on("GET", MANIFEST).respond(Reply.redirect(302, cdn.url("/data")));
    cdn.on("GET", "/data").respond(Reply.unauthorized(challenge));

    app(registry)
        .password("user", "secret")
        .send()
        .failed("RegistryAuthenticationFailure")
        .mentioning("unauthorized: authentication required");

    registry.assertRequests("GET " + MANIFEST);
    cdn.assertRequests("GET /data");
    assertThat(cdn.lastRequest().authorization()).isNull();
    assertThat(names.asked()).doesNotContain("auth.test");
    assertThat(stored.lookUps()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"5,true", "6,false", "7,false"})
  void redirectsInARow(int redirects, boolean allowed) {
    ScriptedRegistry registry = secure();
    TestImage image = image(registry);
    registry.on("GET", MANIFEST).respond(Reply.redirect(307, "/hop/1"));
    for (int i = 1; i < Math.min(redirects, 6); i++) {
      registry.on("GET", "/hop/" + i).respond(Reply.redirect(307, "/hop/" + (i + 1)));
    }
    if (allowed) {
      registry.on("GET", "/hop/" + redirects).respond(manifest(image));
    }

    Answer answer = app(registry).send();

    if (allowed) {
      answer.inspected(image);
      assertThat(registry.requests()).hasSize(7);
    } else {
      answer
          .failed("InspectImageFailure")
          .saying("more than 5 redirects, the last by " + registry.authority());
      assertThat(registry.requests()).hasSize(6);
    }
  }

  @Test
  void loop() {
    ScriptedRegistry registry = secure();
    registry.on("GET", MANIFEST).always(Reply.redirect(302, MANIFEST));

    app(registry).send().failed("InspectImageFailure").mentioning("more than 5 redirects");

    registry.assertRequests(Collections.nCopies(6, "GET " + MANIFEST).toArray(String[]::new));
  }

  @ParameterizedTest
  @CsvSource({
    "http://cdn.test/x?sig=s3cret,InspectImageFailure,which https must not lead to",
    "https://169.254.169.254/x?sig=s3cret,RegistryConnectionFailure,never connected to",
    "https://[::ffff:169.254.169.254]/x,RegistryConnectionFailure,never connected to",
    "https://[64:ff9b::a9fe:a9fe]/x,RegistryConnectionFailure,never connected to",
    "https://168.63.129.16/x,RegistryConnectionFailure,never connected to",
    "https://100.100.100.200/x,RegistryConnectionFailure,never connected to",
    "https://2852039166/x?sig=s3cret,InspectImageFailure,ambiguous notation",
    "https://0xA9FEA9FE/x,InspectImageFailure,ambiguous notation",
    "https://0251.0376.0251.0376/x,InspectImageFailure,ambiguous notation",
    "https://evil.test/x?sig=s3cret,RegistryConnectionFailure,never connected to",
    "https://private.test/x,RegistryConnectionFailure,imagepeek.network.allow",
    "//evil.test/x,RegistryConnectionFailure,never connected to",
    "file:///etc/passwd?sig=s3cret,InspectImageFailure,neither http nor https",
    "ftp://cdn.test/x,InspectImageFailure,neither http nor https",
    "https://user:s3cret@cdn.test/x,InspectImageFailure,user name",
    "https:///x,InspectImageFailure,redirects to a URL that is not allowed",
    "'',InspectImageFailure,the URL is empty",
  })
  void targetsThatAreNotAsked(String location, String error, String text) {
    ScriptedRegistry registry = secure();
    names.put("evil.test", "169.254.169.254", "fe80::1");
    names.put("private.test", "10.1.2.3");
    registry.on("GET", MANIFEST).respond(Reply.redirect(302, location));

    Answer answer = app(registry).send().failed(error).mentioning(text);

    registry.assertRequests("GET " + MANIFEST);
    assertThat(log.lines("requests=1")).hasSize(1);
    assertThat(answer.everything() + log.text()).doesNotContain("s3cret");
  }

  @Test
  void redirectWithoutAPlace() {
    ScriptedRegistry registry = secure();
    registry.on("GET", MANIFEST).respond(302);

    app(registry).send().failed("InspectImageFailure").saying("HTTP status 302 Found");

    registry.assertRequests("GET " + MANIFEST);
  }

  @Test
  void httpsNeverFallsToHttpEvenWhereListed() {
    ScriptedRegistry registry = secure();
    ScriptedRegistry listed = plain();
    registry.on("GET", MANIFEST).respond(Reply.redirect(302, listed.url(MANIFEST)));

    app(registry).send().failed("InspectImageFailure").mentioning("which https must not lead to");

    listed.assertRequests();
  }

  @Test
  void httpGoesToListedPlacesOnly() {
    ScriptedRegistry registry = plain();
    ScriptedRegistry cdn = plain();
    ScriptedRegistry secure = secure();
    TestImage image = image(registry);
    names.put("cdn.test", "127.0.0.1");
    registry
        .on("GET", MANIFEST)
        .respond(Reply.redirect(302, "http://cdn.test:" + cdn.port() + "/x"))
        .then(Reply.redirect(302, secure.url("/y")))
        .then(Reply.redirect(302, "http://localhost:" + cdn.port() + "/x"));
    registry.on("HEAD", MANIFEST).always(Reply.status(405));
    cdn.on("GET", "/x").respond(manifest(image));
    secure.on("GET", "/y").respond(manifest(image));

    app(registry).send().inspected(image);
    app(registry).send().inspected(image);
    app(registry)
        .send()
        .failed("InspectImageFailure")
        .mentioning("http://localhost:" + cdn.port(), "imagepeek.registry.insecure");

    cdn.assertRequests("GET /x");
    secure.assertRequests("GET /y");
    assertThat(cdn.recorded())
        .extracting(RecordedRequest::authority)
        .containsExactly("cdn.test:" + cdn.port());
  }

  @Test
  void manifestBehindARedirectIsVerified() {
    ScriptedRegistry registry = secure();
    ScriptedRegistry cdn = secure();
    TestImage image = image(registry);
    String target = "/v2/some/app/manifests/" + image.digest();
    registry.on("GET", target).respond(Reply.redirect(307, cdn.url("/x")));
    TestImage other = TestImage.oci("linux/arm64");
    cdn.on("GET", "/x").respond(manifest(other).with("Docker-Content-Digest", other.digest()));

    Inspection.of(registry.authority() + "/some/app@" + image.digest())
        .send()
        .failed("InspectImageFailure")
        .mentioning("digest of the manifest does not match");
  }
}
