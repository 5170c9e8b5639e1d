package io.imagepeek.deploy;

import static io.imagepeek.deploy.DeployedYaml.KNATIVE;
import static io.imagepeek.deploy.DeployedYaml.KUBERNETES;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The files for a cluster say nothing that Kubernetes and Knative do not know. */
class ClusterSchemaTest {

  static List<JsonNode> objects() throws IOException {
    return Stream.concat(
            DeployedYaml.clusterObjects(KNATIVE).stream(),
            DeployedYaml.clusterObjects(KUBERNETES).stream())
        .toList();
  }

  @ParameterizedTest
  @MethodSource("objects")
  void anObjectIsOfItsType(JsonNode object) {
    assertThat(ClusterSchema.mistake(object)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Service     | imagepeek                      | /spec/template/spec                            | containerConcurency    | 100
          Service     | imagepeek                      | /spec/template/spec                            | containerConcurrency   | "100"
          Service     | imagepeek                      | /spec/template/spec                            | containerConcurrency   | [100]
          Service     | imagepeek                      | /spec/template/spec/containers/0               | readynessProbe         | {}
          Service     | imagepeek                      | /spec/template/spec/containers/0/securityContext | readOnlyRootFileSystem | true
          Service     | imagepeek                      | /spec/template/spec/containers/0/env/0         | value                  | true
          Service     | imagepeek                      | /spec/template/metadata/annotations            | a.b/min-scale          | 0
          Service     | imagepeek                      | /spec/template/spec/volumes/0/secret           | name                   | "a"
          Service     | imagepeek                      |                                                | apiVersion             | "serving.knative.dev/v2"
          Trigger     | imagepeek-inspect              | /spec                                          | filters                | {"type": "a"}
          Trigger     | imagepeek-inspect              | /spec/delivery                                 | retry                  | "often"
          SinkBinding | imagepeek                      | /spec/sink                                     | url                    | "http://sink"
          Deployment  | imagepeek                      | /spec                                          | replica                | 2
          Deployment  | imagepeek                      | /spec/template/spec                            | terminationGracePeriodSeconds | "a"
          ConfigMap   | imagepeek-settings             | /data                                          | QUARKUS_A              | 1
          Secret      | imagepeek-registry-credentials |                                                | stringdata             | {}
          """)
  void aMistakeIsFound(String kind, String name, String at, String field, String value)
      throws IOException {
    JsonNode object =
        DeployedYaml.clusterObject(kind.equals("Deployment") ? KUBERNETES : KNATIVE, kind, name);
    ((ObjectNode) object.at(at == null ? "" : at)).set(field, new ObjectMapper().readTree(value));

    assertThat(ClusterSchema.mistake(object)).isPresent();
  }
}
