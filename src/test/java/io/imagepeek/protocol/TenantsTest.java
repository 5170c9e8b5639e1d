package io.imagepeek.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagepeek.source.Credentials;
import io.imagepeek.testing.RecordedRequest;
import io.imagepeek.testing.Reply;
import io.imagepeek.testing.ScriptedRegistry;
import io.imagepeek.testing.TestImage;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Tenants of one registry, of whom each controls what is answered for its own repositories. What
 * one of them names as its token service is not trusted with what belongs to another.
 */
@QuarkusTest
@TestProfile(ProtocolProfile.class)
class TenantsTest extends ProtocolTest {

  private static final TestImage IMAGE = TestImage.oci("linux/amd64");

  private ScriptedRegistry registry;
  private ScriptedRegistry own;
  private ScriptedRegistry foreign;

  @BeforeEach
  void letTenantsIn() {
    registry = secure();
    own = tokens("own");
    foreign = tokens("foreign");
    serve("some/app", own);
    serve("some/other", own);
    serve("mallory/bait", foreign);
  }

  private ScriptedRegistry tokens(String token) {
    ScriptedRegistry service = secure();
    service.on("GET", "/token").always(Reply.json(200, "{\"token\":\"" + token + "\"}"));
    return service;
  }

  private void serve(String repository, ScriptedRegistry tokens) {
    String token = tokens == own ? "Bearer own" : "Bearer foreign";
    String challenge = "Bearer realm=\"" + tokens.url("/token") + "\"";
    registry
        .on("GET", "/v2/" + repository + "/manifests/v1")
        .always(
            request ->
                token.equals(request.authorization())
                    ? manifest(IMAGE)
                    : Reply.unauthorized(challenge));
    registry
        .on("GET", "/v2/" + repository + "/blobs/" + IMAGE.configDigest())
        .always(Reply.json(200, IMAGE.config()));
  }

  @Test
  void aCallersPasswordIsNotGivenToTheRealmOfAnotherTenant() {
    named("mallory/bait").send().inspected(IMAGE);
    named("some/app").password("ci", "s3cret").send().inspected(IMAGE);

    assertThat(foreign.recorded()).hasSize(1);
    assertThat(foreign.lastRequest().authorization()).isNull();
    assertThat(own.recorded())
        .singleElement()
        .extracting(RecordedRequest::authorization)
        .isNotNull();
  }

  @Test
  void norIsThatOfTheOperator() {
    named("mallory/bait").send().inspected(IMAGE);
    stored.put(registry.authority(), new Credentials.Password("operator", "s3cret"));
    named("some/app").send().inspected(IMAGE);

    assertThat(foreign.recorded()).hasSize(1);
    assertThat(foreign.lastRequest().authorization()).isNull();
  }

  /**
   * What is served of repositories is in their tenants' hands, at the registry's own origin too.
   */
  @Test
  void aRepositoryIsNoTokenService() {
    String bait = "/v2/mallory/lure/blobs/token";
    registry
        .on("GET", "/v2/mallory/lure/manifests/v1")
        .always(
            request ->
                "Bearer lure".equals(request.authorization())
                    ? manifest(IMAGE)
                    : Reply.unauthorized("Bearer realm=\"" + registry.url(bait) + "\""));
    registry
        .on("GET", "/v2/mallory/lure/blobs/" + IMAGE.configDigest())
        .always(Reply.json(200, IMAGE.config()));
    registry.on("GET", bait).always(Reply.json(200, "{\"token\":\"lure\"}"));

    named("mallory/lure").send().inspected(IMAGE);
    named("some/app").password("ci", "s3cret").send().inspected(IMAGE);

    assertThat(registry.recorded())
        .filteredOn(request -> request.path().equals(bait))
        .singleElement()
        .extracting(RecordedRequest::authorization)
        .isNull();
  }

  /** A realm elsewhere is usual: what its own namespace has named needs no second challenge. */
  @Test
  void theRealmOfTheSameNamespaceIsGivenThePasswordAtOnce() {
    named("some/app").password("ci", "s3cret").send().inspected(IMAGE);
    int first = registry.requests().size();
    named("some/other").password("ci", "s3cret").send().inspected(IMAGE);

    assertThat(registry.recorded().subList(first, registry.recorded().size()))
        .extracting(RecordedRequest::authorization)
        .isEqualTo(List.of("Bearer own", "Bearer own"));
  }

  /** Without a password there is nothing to lose, and a round trip to gain. */
  @Test
  void anybodysRealmIsAskedForAnAnonymousToken() {
    named("some/app").send().inspected(IMAGE);
    serve("third/app", own);
    int first = registry.requests().size();
    named("third/app").send().inspected(IMAGE);

    assertThat(registry.recorded().subList(first, registry.recorded().size()))
        .extracting(RecordedRequest::authorization)
        .isEqualTo(List.of("Bearer own", "Bearer own"));
  }

  private Inspection named(String repository) {
    return Inspection.of(registry.authority() + "/" + repository + ":v1");
  }
}
