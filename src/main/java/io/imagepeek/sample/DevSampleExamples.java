package io.imagepeek.sample;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.examples.Example;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.media.MediaType;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.parameters.RequestBody;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.jspecify.annotations.Nullable;

/**
 * Puts the actual port of the sample registry into the examples of the OpenAPI description, so that
 * "Try it out" in Swagger UI works. Only dev mode uses this filter, through {@code
 * mp.openapi.filter}.
 */
public final class DevSampleExamples implements OASFilter {

  private static final String AS_WRITTEN = "localhost:5050";

  private final String actual;

  /** Called by the OpenAPI implementation, which finds the class by name. */
  public DevSampleExamples() {
    this(ConfigProvider.getConfig().getValue("imagepeek.sample.port", Integer.class));
  }

  DevSampleExamples(int port) {
    actual = "localhost:" + port;
  }

  @Override
  public void filterOpenAPI(OpenAPI description) {
    if (description.getComponents() != null) {
      moveAll(description.getComponents().getExamples());
    }
  }

  @Override
  public Parameter filterParameter(Parameter parameter) {
    parameter.setExample(moved(parameter.getExample()));
    moveAll(parameter.getExamples());
    moveIn(parameter.getContent());
    return parameter;
  }

  @Override
  public RequestBody filterRequestBody(RequestBody body) {
    moveIn(body.getContent());
    return body;
  }

  @Override
  public APIResponse filterAPIResponse(APIResponse response) {
    moveIn(response.getContent());
    return response;
  }

  @Override
  public Schema filterSchema(Schema schema) {
    List<Object> examples = schema.getExamples();
    if (examples != null) {
      schema.setExamples(examples.stream().map(this::moved).collect(Collectors.toList()));
    }
    return schema;
  }

  private void moveIn(@Nullable Content content) {
    if (content != null) {
      for (MediaType type : content.getMediaTypes().values()) {
        type.setExample(moved(type.getExample()));
        moveAll(type.getExamples());
      }
    }
  }

  private void moveAll(@Nullable Map<String, Example> examples) {
    if (examples != null) {
      examples.values().forEach(example -> example.setValue(moved(example.getValue())));
    }
  }

  private @Nullable Object moved(@Nullable Object example) {
    if (example instanceof String text) {
      return text.replace(AS_WRITTEN, actual);
    }
    if (example instanceof List<?> list) {
      return list.stream().map(this::moved).collect(Collectors.toList());
    }
    if (example instanceof Map<?, ?> map) {
      Map<Object, @Nullable Object> copy = new LinkedHashMap<>();
      map.forEach((key, value) -> copy.put(key, moved(value)));
      return copy;
    }
    return example;
  }
}
