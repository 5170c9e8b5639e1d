package io.imagepeek.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.imagepeek.testing.RequiresTools;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

@RequiresTools(
    value = {"dockerd", "skopeo"},
    packages = "docker.io skopeo")
@QuarkusTest
@WithTestResource(DockerDaemon.class)
class DockerDaemonTest extends DockerEngineChecks {

  /** Its own store keeps no manifest of what is loaded, and so no digest of one. */
  @Test
  void whatIsLoadedIsKnownByItsIdAlone() throws Exception {
    engine().load("config/no-created:latest", "loaded/app:1");

    JsonNode inspected = inspect("loaded/app", "1");
    JsonNode said = engine().api().get("/images/loaded/app:1/json").json();

    assertThat(said.path("RepoDigests")).isEmpty();
    assertThat(inspected.path("Digest").asText()).isEqualTo(said.path("Id").asText());
    assertThat(inspected.path("Created").asText()).isEqualTo("0001-01-01T00:00:00Z");
  }
}
