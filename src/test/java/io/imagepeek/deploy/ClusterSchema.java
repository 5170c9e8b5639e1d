package io.imagepeek.deploy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import io.fabric8.knative.eventing.v1.Broker;
import io.fabric8.knative.eventing.v1.Trigger;
import io.fabric8.knative.serving.v1.Service;
import io.fabric8.knative.sources.v1.SinkBinding;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.Map;
import java.util.Optional;

/**
 * The types that fabric8 generates from those of Kubernetes and Knative, as a schema: an unknown
 * field and a value of the wrong type are mistakes, as they are for {@code kubectl --validate}.
 */
final class ClusterSchema {

  private static final Map<String, Class<?>> TYPES =
      Map.of(
          "v1 ConfigMap", ConfigMap.class,
          "v1 Secret", Secret.class,
          "v1 Service", io.fabric8.kubernetes.api.model.Service.class,
          "apps/v1 Deployment", Deployment.class,
          "serving.knative.dev/v1 Service", Service.class,
          "eventing.knative.dev/v1 Broker", Broker.class,
          "eventing.knative.dev/v1 Trigger", Trigger.class,
          "sources.knative.dev/v1 SinkBinding", SinkBinding.class);

  private static final JsonMapper STRICT =
      JsonMapper.builder()
          .annotationIntrospector(new NothingElse())
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .withCoercionConfig(
              LogicalType.Textual,
              text -> {
                text.setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
                text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail);
                text.setCoercion(CoercionInputShape.Float, CoercionAction.Fail);
              })
          .build();

  private ClusterSchema() {}

  /** What is wrong with the object, if anything is. */
  static Optional<String> mistake(JsonNode object) {
    String type = object.path("apiVersion").asText() + " " + object.path("kind").asText();
    if (!TYPES.containsKey(type)) {
      return Optional.of("unknown type " + type);
    }
    try {
      STRICT.treeToValue(object, TYPES.get(type));
      return Optional.empty();
    } catch (JsonProcessingException e) {
      return Optional.of(e.getMessage());
    }
  }

  /** The generated types keep fields that they do not know; here these are mistakes. */
  private static final class NothingElse extends JacksonAnnotationIntrospector {
    private static final long serialVersionUID = 1L;

    @Override
    public Boolean hasAnySetter(Annotated member) {
      return false;
    }
  }
}
