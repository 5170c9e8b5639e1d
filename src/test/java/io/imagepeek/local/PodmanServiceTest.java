package io.imagepeek.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.imagepeek.testing.RequiresTools;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

@RequiresTools(
    value = {"podman", "skopeo"},
    packages = "podman skopeo")
@QuarkusTest
@WithTestResource(PodmanService.class)
class PodmanServiceTest extends DockerEngineChecks {

  @Test
  void whatPodmanBuiltIsFoundWithoutItsRegistry() throws Exception {
    engine().load("config/created-far:latest", "localhost/built:1");

    JsonNode view = inspect("built", "1", "engine");

    assertThat(view.path("RepoTags").toString()).contains("localhost/built:1");
    assertThat(inspect("built", "1", "repoTags").path("RepoTags").toString()).isEqualTo("[\"1\"]");
  }

  /** Podman itself takes a name without registry for any image whose path ends so. */
  @Test
  void aNameOfAnotherRegistryIsNotTakenForIt() throws Exception {
    engine().load("config/created-far:latest", "quay.io/elsewhere/app:1");

    assertThat(engine().api().get("/images/elsewhere/app:1/json").status()).isEqualTo(200);
    assertThat(inspect("elsewhere/app", "1").path("statusCode").asInt()).isEqualTo(404);
  }
}
