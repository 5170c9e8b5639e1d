package io.imagepeek.deploy;

import static io.imagepeek.deploy.DeployedYaml.KNATIVE;
import static io.imagepeek.deploy.DeployedYaml.KUBERNETES;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the files for a cluster without Knative make of the function. */
class KubernetesTest {

  private final JsonNode deployment;
  private final JsonNode pod;
  private final JsonNode container;

  KubernetesTest() throws IOException {
    deployment = DeployedYaml.clusterObject(KUBERNETES, "Deployment", "imagepeek");
    pod = deployment.at("/spec/template/spec");
    container = pod.at("/containers/0");
  }

  @Test
  void theContainerHasNoRightThatItDoesNotNeed() {
    JsonNode context = container.path("securityContext");

    assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
    assertThat(pod.at("/securityContext/seccompProfile/type").asText()).isEqualTo("RuntimeDefault");
    assertThat(context.path("readOnlyRootFilesystem").asBoolean()).isTrue();
    assertThat(context.path("allowPrivilegeEscalation").asBoolean(true)).isFalse();
    assertThat(context.at("/capabilities/drop")).extracting(JsonNode::asText).containsOnly("ALL");
    assertThat(pod.path("automountServiceAccountToken").asBoolean(true)).isFalse();
    assertThat(pod.path("volumes")).noneMatch(volume -> volume.has("emptyDir"));
  }

  @Test
  void thePodGetsTheSameAsTheKnativeService() throws IOException {
    JsonNode knative =
        DeployedYaml.clusterObject(KNATIVE, "Service", "imagepeek").at("/spec/template/spec");

    assertThat(pod.path("volumes")).isEqualTo(knative.path("volumes"));
    for (String field : List.of("env", "envFrom", "volumeMounts", "resources", "image")) {
      assertThat(container.path(field)).as(field).isEqualTo(knative.at("/containers/0/" + field));
    }
    assertThat(settings(KUBERNETES)).isEqualTo(settings(KNATIVE));
  }

  @Test
  void requestsThatHaveBegunAreFinishedAfterSigterm() throws IOException {
    assertThat(Duration.ofSeconds(pod.path("terminationGracePeriodSeconds").asLong()))
        .isGreaterThan(Duration.parse("PT" + Settings.defaults().get("quarkus.shutdown.timeout")))
        .isGreaterThan(Duration.parse("PT" + Settings.defaults().get("imagepeek.time.inspection")));
  }

  @Test
  void theProbesAndTheServiceReachThePortOfTheContainer() throws IOException {
    JsonNode service = DeployedYaml.clusterObject(KUBERNETES, "Service", "imagepeek");
    JsonNode labels = deployment.at("/spec/template/metadata/labels");

    assertThat(container.at("/ports/0/containerPort").asInt()).isEqualTo(8080);
    assertThat(container.at("/readinessProbe/httpGet/path").asText()).isEqualTo("/q/health/ready");
    assertThat(container.at("/livenessProbe/httpGet/path").asText()).isEqualTo("/q/health/live");
    assertThat(
            List.of(
                container.at("/readinessProbe/httpGet/port"),
                container.at("/livenessProbe/httpGet/port"),
                service.at("/spec/ports/0/targetPort")))
        .containsOnly(container.at("/ports/0/name"));
    assertThat(service.at("/spec/selector")).isEqualTo(labels).isNotEmpty();
    assertThat(deployment.at("/spec/selector/matchLabels")).isEqualTo(labels);
  }

  @Test
  void allObjectsAreApplied() throws IOException {
    JsonNode kustomization = DeployedYaml.document(KUBERNETES.resolve("kustomization.yaml"));
    List<JsonNode> applied = new ArrayList<>();
    for (JsonNode file : kustomization.path("resources")) {
      applied.addAll(DeployedYaml.documents(KUBERNETES.resolve(file.asText())));
    }

    assertThat(applied)
        .containsExactlyInAnyOrderElementsOf(DeployedYaml.clusterObjects(KUBERNETES));
    assertThat(kustomization.at("/images/0/name")).isEqualTo(container.path("image"));
  }

  private static JsonNode settings(Path directory) throws IOException {
    return DeployedYaml.clusterObject(directory, "ConfigMap", "imagepeek-settings").path("data");
  }
}
