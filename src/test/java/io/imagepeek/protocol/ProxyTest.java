package io.imagepeek.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.imagepeek.testing.ForwardProxy;
import io.imagepeek.testing.RecordedRequest;
import io.imagepeek.testing.Reply;
import io.imagepeek.testing.ScriptedRegistry;
import io.imagepeek.testing.TestImage;
import io.imagepeek.testing.TokenService;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.Base64;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Behind a proxy, and with a rule for which registries may be asked. */
@QuarkusTest
@TestProfile(ProxyProfile.class)
class ProxyTest extends ProtocolTest {

  private static final String PROXY_PROOF =
      "Basic "
          + Base64.getEncoder()
              .encodeToString((ProxyFixtures.USER + ":" + ProxyFixtures.PASSWORD).getBytes(UTF_8));

  /** Set by {@link Fixtures#inject}. */
  @SuppressWarnings("NullAway.Init")
  ProxyFixtures behind;

  @BeforeEach
  void forgetRoutes() {
    behind.proxy().reset();
  }

  @Test
  void tunnelToANameThatIsTheProxysToResolve() {
    ScriptedRegistry registry = secure();
    TestImage image = image(registry);
    registry.requireBasic("user", "secret");
    behind.proxy().route("registry.test:443", registry.port());

    Inspection.of("registry.test/some/app:v1").password("user", "secret").send().inspected(image);

    assertThat(names.asked()).isEmpty();
    assertThat(behind.proxy().asked())
        .isNotEmpty()
        .containsOnly(new ForwardProxy.Asked("CONNECT", "registry.test:443", PROXY_PROOF));
    registry.assertRequests(
        "GET " + MANIFEST, "GET " + MANIFEST, "GET " + BLOBS + image.configDigest());
    assertThat(registry.recorded())
        .allSatisfy(r -> assertThat(r.header("Proxy-Authorization")).isNull());
    assertThat(registry.recorded())
        .extracting(RecordedRequest::authority)
        .containsOnly("registry.test");
    assertThat(log.text()).doesNotContain(ProxyFixtures.PASSWORD, PROXY_PROOF);
  }

  @ParameterizedTest
  @ValueSource(strings = {"169.254.169.254/some/app", "[::ffff:a9fe:a9fe]/some/app"})
  void metadataAddressIsNotAskedOfTheProxyEither(String name) {
    Inspection.of(name).send().failed("RegistryConnectionFailure").mentioning("never connected to");

    assertThat(behind.proxy().asked()).isEmpty();
    assertThat(log.lines("requests=0")).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "https://169.254.169.254/x,RegistryConnectionFailure,never connected to",
    "https://[fe80::1]/x,RegistryConnectionFailure,never connected to",
    "https://192.168.0.1/x,RegistryConnectionFailure,imagepeek.network.allow",
    "https://2852039166/x,InspectImageFailure,ambiguous notation",
    "https://0xa9.254.43518/x,InspectImageFailure,ambiguous notation",
  })
  void redirectToAnAddressIsChecked(String location, String error, String text) {
    ScriptedRegistry registry = secure();
    behind.proxy().route("registry.test:443", registry.port());
    registry.on("GET", MANIFEST).respond(Reply.redirect(302, location));

    Inspection.of("registry.test/some/app:v1").send().failed(error).mentioning(text);

    assertThat(behind.proxy().asked())
        .extracting(ForwardProxy.Asked::target)
        .containsOnly("registry.test:443");
  }

  @Test
  void namesOfNoProxyAreResolvedHere() {
    ScriptedRegistry registry = secure();
    names.put("direct.test", "169.254.169.254");

    Inspection.of("direct.test:" + registry.port() + "/some/app:v1")
        .send()
        .failed("RegistryConnectionFailure")
        .mentioning("never connected to");

    assertThat(names.asked()).containsExactly("direct.test");
    assertThat(behind.proxy().asked()).isEmpty();
    registry.assertRequests();
  }

  @Test
  void loopbackIsNotProxied() {
    ScriptedRegistry registry = secure();
    ScriptedRegistry cdn = secure();
    TestImage image = image(registry);
    behind.proxy().route("registry.test:443", registry.port());
    registry.on("GET", MANIFEST).respond(Reply.redirect(302, cdn.url("/x")));
    cdn.on("GET", "/x").respond(manifest(image));

    Inspection.of("registry.test/some/app:v1").send().inspected(image);

    cdn.assertRequests("GET /x");
    assertThat(behind.proxy().asked())
        .extracting(ForwardProxy.Asked::target)
        .containsOnly("registry.test:443");
  }

  @ParameterizedTest
  @ValueSource(ints = {407, 403, 502})
  void proxyThatRefuses(int status) {
    behind.proxy().refuse(status);

    Answer answer =
        Inspection.of("registry.test:8443/some/app:v1").send().failed("RegistryConnectionFailure");

    assertThat(behind.proxy().asked())
        .extracting(ForwardProxy.Asked::target)
        .containsExactly("registry.test:8443", "registry.test:8443", "registry.test:8443");
    assertThat(answer.everything() + log.text())
        .doesNotContain(ProxyFixtures.PASSWORD, PROXY_PROOF);
  }

  @Test
  void officialImageThatATokenDoesNotOpenIsNotThere() {
    ScriptedRegistry registry = dockerHub(scopes -> List.of());

    Inspection.of("nonexistent")
        .send()
        .failed("ImageNotFoundInRegistry")
        .saying("unauthorized: authentication required");

    // Where it is known what Docker Hub demands, the token comes first.
    assertThat(registry.requests())
        .containsSubsequence(
            "GET /token?service=registry.docker.io&scope=repository%3Alibrary%2Fnonexistent%3Apull",
            "GET /v2/library/nonexistent/manifests/latest");
  }

  @Test
  void otherImagesOfDockerHubMayBePrivate() {
    dockerHub(scopes -> List.of());

    Inspection.of("docker.io/someone/nonexistent")
        .send()
        .failed("RegistryAuthenticationFailure")
        .saying("unauthorized: authentication required (missing or private)");
    // With an account the official images are no different.
    Inspection.of("nonexistent")
        .password("user", "secret")
        .send()
        .failed("RegistryAuthenticationFailure")
        .saying("unauthorized: authentication required (missing or private)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"alpine", "docker.io/alpine", "index.docker.io/library/alpine:latest"})
  void officialImage(String name) {
    ScriptedRegistry registry = dockerHub(scopes -> scopes);
    TestImage image = registry.image("library/alpine", "latest");

    Inspection.of(name).send().inspected(image);

    // What it is made of may be known from another name of it.
    assertThat(registry.requests())
        .containsAnyOf(
            "GET /v2/library/alpine/manifests/latest", "HEAD /v2/library/alpine/manifests/latest")
        .last()
        .asString()
        .contains(" /v2/library/alpine/");
  }

  /** Docker Hub: its tokens are for anyone and open, as a rule, only what there is. */
  private ScriptedRegistry dockerHub(UnaryOperator<List<String>> granting) {
    ScriptedRegistry registry = secure();
    behind
        .proxy()
        .route("registry-1.docker.io:443", registry.port())
        .route("auth.test:443", registry.port());
    TokenService tokens =
        TokenService.on(registry)
            .named("registry.docker.io")
            .realm("https://auth.test/token")
            .allow("user", "secret")
            .granting(granting);
    registry.requireBearer(tokens);
    return registry;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "quay.io/some/app",
        "127.0.0.1:5000/some/app",
        "TEST/some/app:v1",
        "docker.io:5000/x/y"
      })
  void registryThatIsNotAllowed(String name) {
    Answer answer =
        Inspection.of(name)
            .send()
            .failed("InvalidInspectParameters")
            .mentioning("imageName: the operator does not allow the registry");

    assertThat(answer.text("error")).contains("imagepeek.registry.allow");
    assertThat(names.asked()).isEmpty();
    assertThat(behind.proxy().asked()).isEmpty();
  }
}
