package io.imagepeek.deploy;

import static io.imagepeek.deploy.DeployedYaml.KNATIVE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.imagepeek.function.event.EventTypes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What the files for Knative make of the function. */
class KnativeTest {

  private final JsonNode pod;
  private final JsonNode container;

  KnativeTest() throws IOException {
    pod = DeployedYaml.clusterObject(KNATIVE, "Service", "imagepeek").at("/spec/template/spec");
    container = pod.at("/containers/0");
  }

  @Test
  void theContainerMayDoNothingThatItNeedNot() {
    JsonNode context = container.path("securityContext");

    assertThat(context.path("runAsNonRoot").asBoolean()).isTrue();
    assertThat(context.path("readOnlyRootFilesystem").asBoolean()).isTrue();
    assertThat(context.path("allowPrivilegeEscalation").asBoolean(true)).isFalse();
    assertThat(context.at("/capabilities/drop")).extracting(JsonNode::asText).containsOnly("ALL");
    assertThat(context.at("/capabilities/add").isMissingNode()).isTrue();
    assertThat(context.at("/seccompProfile/type").asText()).isEqualTo("RuntimeDefault");
    assertThat(pod.path("automountServiceAccountToken").asBoolean(true)).isFalse();
    assertThat(container.path("volumeMounts"))
        .isNotEmpty()
        .allMatch(mount -> mount.path("readOnly").asBoolean());
    assertThat(pod.path("volumes")).noneMatch(volume -> volume.has("emptyDir"));
  }

  @Test
  void isScaledToZeroAndToABound() throws IOException {
    JsonNode annotations =
        DeployedYaml.clusterObject(KNATIVE, "Service", "imagepeek")
            .at("/spec/template/metadata/annotations");

    assertThat(annotations.path("autoscaling.knative.dev/min-scale").asText()).isEqualTo("0");
    assertThat(annotations.path("autoscaling.knative.dev/max-scale").asInt()).isPositive();
  }

  @Test
  void whatIsLetInIsServedInTime() throws IOException {
    Map<String, String> defaults = Settings.defaults();
    Duration timeout = Duration.ofSeconds(pod.path("timeoutSeconds").asLong());

    assertThat(pod.path("containerConcurrency").asInt())
        .isPositive()
        .isLessThanOrEqualTo(Integer.parseInt(defaults.get("imagepeek.serving.inspections")));
    assertThat(timeout).isGreaterThan(seconds(defaults.get("imagepeek.time.inspection")));
    assertThat(timeout).isGreaterThan(seconds(defaults.get("quarkus.shutdown.timeout")));
  }

  @Test
  void isAskedForItsHealthAndBoundInItsUse() {
    assertThat(container.at("/readinessProbe/httpGet/path").asText()).isEqualTo("/q/health/ready");
    assertThat(container.at("/livenessProbe/httpGet/path").asText()).isEqualTo("/q/health/live");
    assertThat(container.at("/ports/0/containerPort").asInt()).isEqualTo(8080);
    for (String of : List.of("requests", "limits")) {
      assertThat(container.at("/resources/" + of).fieldNames())
          .toIterable()
          .containsExactlyInAnyOrder("cpu", "memory");
    }
  }

  @Test
  void theDockerConfigIsWhereTheFunctionLooksForIt() throws IOException {
    JsonNode secret =
        DeployedYaml.clusterObject(KNATIVE, "Secret", "imagepeek-registry-credentials");
    JsonNode volume = volumeAt(environment("DOCKER_CONFIG").path("value").asText());

    assertThat(volume.at("/secret/secretName").asText())
        .isEqualTo(secret.at("/metadata/name").asText());
    assertThat(volume.at("/secret/items/0/path").asText()).isEqualTo("config.json");
    assertThat(secret.path("stringData").has(volume.at("/secret/items/0/key").asText())).isTrue();
    assertThat(volume.at("/secret/optional").asBoolean()).isTrue();
  }

  @Test
  void theCertificatesAreWhereTheSettingSays() throws IOException {
    JsonNode bundle = DeployedYaml.clusterObject(KNATIVE, "ConfigMap", "imagepeek-registry-ca");
    Path file =
        Path.of(
            DeployedYaml.clusterObject(KNATIVE, "ConfigMap", "imagepeek-registry-ca-settings")
                .at("/data/QUARKUS_TLS_TRUST_STORE_PEM_CERTS")
                .asText());

    assertThat(volumeAt(file.getParent().toString()).at("/configMap/name").asText())
        .isEqualTo(bundle.at("/metadata/name").asText());
    assertThat(bundle.path("data").has(file.getFileName().toString())).isTrue();
  }

  @Test
  void whatTheServiceNeedsIsAppliedAndWhatItCanDoWithoutHasAnExample() throws IOException {
    List<String> applied = new ArrayList<>();
    JsonNode kustomization = DeployedYaml.document(KNATIVE.resolve("kustomization.yaml"));
    for (JsonNode file : kustomization.path("resources")) {
      for (JsonNode object : DeployedYaml.documents(KNATIVE.resolve(file.asText()))) {
        applied.add(object.path("kind").asText() + " " + object.at("/metadata/name").asText());
      }
    }

    assertThat(references(false)).containsExactly("ConfigMap imagepeek-settings");
    assertThat(applied)
        .containsAll(references(false))
        .contains("Service imagepeek", "Broker imagepeek", "Trigger imagepeek-inspect")
        .contains("SinkBinding imagepeek")
        .hasSize(5);
    assertThat(DeployedYaml.clusterObjects(KNATIVE))
        .extracting(
            object -> object.path("kind").asText() + " " + object.at("/metadata/name").asText())
        .filteredOn(object -> !applied.contains(object))
        .containsExactlyInAnyOrderElementsOf(references(true));
    assertThat(kustomization.at("/images/0/name")).isEqualTo(container.path("image"));
  }

  @Test
  void theBrokersEventsReachTheServiceAndItsResultsTheBroker() throws IOException {
    String broker =
        DeployedYaml.clusterObject(KNATIVE, "Broker", "imagepeek").at("/metadata/name").asText();
    JsonNode trigger =
        DeployedYaml.clusterObject(KNATIVE, "Trigger", "imagepeek-inspect").path("spec");
    JsonNode binding = DeployedYaml.clusterObject(KNATIVE, "SinkBinding", "imagepeek").path("spec");

    assertThat(trigger.path("broker").asText()).isEqualTo(broker);
    assertThat(trigger.at("/filter/attributes/type").asText()).isEqualTo(EventTypes.INSPECT);
    assertThat(trigger.at("/subscriber/uri").isMissingNode()).as("posted to /").isTrue();
    for (JsonNode service : List.of(trigger.at("/subscriber/ref"), binding.path("subject"))) {
      assertThat(service.path("apiVersion").asText()).isEqualTo("serving.knative.dev/v1");
      assertThat(service.path("kind").asText()).isEqualTo("Service");
      assertThat(service.path("name").asText()).isEqualTo("imagepeek");
    }
    assertThat(binding.at("/sink/ref/kind").asText()).isEqualTo("Broker");
    assertThat(binding.at("/sink/ref/name").asText()).isEqualTo(broker);
  }

  /** The secrets and maps that the pod refers to, those it can do without or the others. */
  private Set<String> references(boolean optional) {
    Map<String, String> kinds =
        Map.of(
            "secretKeyRef", "Secret",
            "secretRef", "Secret",
            "secret", "Secret",
            "configMapKeyRef", "ConfigMap",
            "configMapRef", "ConfigMap",
            "configMap", "ConfigMap");
    Set<String> references = new TreeSet<>();
    kinds.forEach(
        (field, kind) -> {
          for (JsonNode reference : pod.findValues(field)) {
            if (reference.path("optional").asBoolean() == optional) {
              String name = field.equals("secret") ? "secretName" : "name";
              references.add(kind + " " + reference.path(name).asText());
            }
          }
        });
    return references;
  }

  private JsonNode environment(String name) {
    for (JsonNode variable : container.path("env")) {
      if (variable.path("name").asText().equals(name)) {
        return variable;
      }
    }
    throw new AssertionError(name + " is not set");
  }

  private JsonNode volumeAt(String path) {
    for (JsonNode mount : container.path("volumeMounts")) {
      if (mount.path("mountPath").asText().equals(path)) {
        for (JsonNode volume : pod.path("volumes")) {
          if (volume.path("name").equals(mount.path("name"))) {
            return volume;
          }
        }
      }
    }
    throw new AssertionError("nothing is mounted at " + path);
  }

  private static Duration seconds(String setting) {
    return Duration.parse("PT" + setting);
  }
}
