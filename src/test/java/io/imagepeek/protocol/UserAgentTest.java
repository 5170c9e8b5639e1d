package io.imagepeek.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagepeek.testing.Reply;
import io.imagepeek.testing.ScriptedRegistry;
import io.imagepeek.testing.TestImage;
import io.imagepeek.testing.TokenService;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** Registries, token services and stores learn who asks. */
@QuarkusTest
@TestProfile(ProtocolProfile.class)
class UserAgentTest extends ProtocolTest {

  @ConfigProperty(name = "quarkus.application.version")
  String version;

  @Test
  void goesWithEveryRequest() {
    ScriptedRegistry registry = secure();
    ScriptedRegistry store = secure();
    ScriptedRegistry services = secure();
    registry.requireBearer(TokenService.on(services).allow("user", "secret"));
    TestImage image = image(registry);
    registry
        .on("GET", BLOBS + image.configDigest())
        .respond(Reply.redirect(307, store.url("/stored")));
    store.on("GET", "/stored").respond(Reply.of(200, Map.of(), image.config()));

    app(registry).password("user", "secret").repoTags().send().inspected(image);

    for (ScriptedRegistry asked : new ScriptedRegistry[] {registry, store, services}) {
      assertThat(asked.recorded())
          .isNotEmpty()
          .allSatisfy(
              request ->
                  assertThat(request.headers().get("User-Agent"))
                      .containsExactly("imagepeek/" + version + " " + ProtocolProfile.USER_AGENT));
    }
  }
}
