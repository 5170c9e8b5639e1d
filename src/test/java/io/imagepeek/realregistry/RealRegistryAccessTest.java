package io.imagepeek.realregistry;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagepeek.golden.GoldenAnswers;
import io.imagepeek.golden.GoldenAnswers.Answer;
import io.imagepeek.golden.TestLayout;
import io.imagepeek.golden.TestLayout.Entry;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How the service gets into real registries, and what it asks them for. */
@RequiresRealRegistry
@QuarkusTest
@WithTestResource(GoldenRegistries.class)
class RealRegistryAccessTest {

  private @Nullable RealRegistries registries;

  @ParameterizedTest
  @EnumSource(names = {"HTPASSWD", "BEARER"})
  void withoutCredentialsAClosedRegistryIsAnAuthenticationFailure(RegistryMode mode) {
    assertAuthenticationFailure(
        Inspections.inspect(registry(mode), image("basic/oci:latest"), Map.of()));
  }

  @ParameterizedTest
  @EnumSource(names = {"HTPASSWD", "BEARER"})
  void wrongCredentialsAreAnAuthenticationFailure(RegistryMode mode) {
    Map<String, String> wrong =
        Map.of("username", RegistryAccount.USERNAME, "password", "no-such-password");

    Response response = Inspections.inspect(registry(mode), image("basic/oci:latest"), wrong);

    assertAuthenticationFailure(response);
    assertThat(response.asString()).doesNotContain("no-such-password");
  }

  @Test
  void anIdentityTokenOpensARegistryWithTokens() {
    RealRegistry registry = registry(RegistryMode.BEARER);
    Map<String, String> identity = Map.of("identityToken", RegistryAccount.IDENTITY_TOKEN);

    Response response = Inspections.inspect(registry, image("basic/docker:latest"), identity);

    assertThat(response.statusCode()).as(response.asString()).isEqualTo(200);
    assertThat(registry.tokenRequests())
        .contains(
            new TokenService.Request(
                "POST", List.of("repository:basic/docker:pull"), RegistryAccount.USERNAME, 200));
  }

  @Test
  void aTokenServesItsRepositoryAgain() {
    RealRegistry registry = registry(RegistryMode.BEARER);
    Map<String, String> credentials = Inspections.credentials(registry);
    Inspections.inspect(registry, image("toplevel:latest"), credentials);
    int before = registry.tokenRequests().size();

    Response again = Inspections.inspect(registry, image("toplevel:latest"), credentials);

    assertThat(again.statusCode()).as(again.asString()).isEqualTo(200);
    assertThat(before).isPositive();
    assertThat(registry.tokenRequests()).hasSize(before);
  }

  @ParameterizedTest
  @EnumSource
  void neitherLayersNorThePingAreRequested(RegistryMode mode) {
    RealRegistry registry = registry(mode);
    Response response =
        Inspections.inspect(
            registry, image("multi/oci-index:latest"), Inspections.credentials(registry));

    assertThat(response.statusCode()).as(response.asString()).isEqualTo(200);
    List<String> reads =
        registry.requests().stream().filter(line -> line.startsWith("GET ")).toList();
    assertThat(reads).isNotEmpty().doesNotContain("GET /v2/").doesNotContainAnyElementsOf(layers());
  }

  private static List<String> layers() {
    TestLayout layout = TestLayout.load();
    return layout.entries().stream()
        // An artifact's only layer may be its configuration too.
        .filter(entry -> !entry.repository().startsWith("artifacts/"))
        .flatMap(entry -> layers(layout, entry).stream())
        .toList();
  }

  private static List<String> layers(TestLayout layout, Entry entry) {
    return layout.readJson(entry.digest()).path("layers").findValuesAsText("digest").stream()
        .map(layer -> "GET /v2/" + entry.repository() + "/blobs/" + layer)
        .toList();
  }

  private static void assertAuthenticationFailure(Response response) {
    assertThat(response.statusCode()).as(response.asString()).isEqualTo(401);
    assertThat(Inspections.json(response).path("name").textValue())
        .isEqualTo("RegistryAuthenticationFailure");
  }

  private static Answer image(String name) {
    return GoldenAnswers.load().stream()
        .filter(answer -> answer.image().equals(name) && answer.variant().equals("no-tags"))
        .findFirst()
        .orElseThrow();
  }

  private RealRegistry registry(RegistryMode mode) {
    return Objects.requireNonNull(registries, "not injected").get(mode);
  }
}
