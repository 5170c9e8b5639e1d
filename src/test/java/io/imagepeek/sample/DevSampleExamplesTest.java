package io.imagepeek.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.eclipse.microprofile.openapi.OASFactory.createContent;
import static org.eclipse.microprofile.openapi.OASFactory.createExample;
import static org.eclipse.microprofile.openapi.OASFactory.createMediaType;
import static org.eclipse.microprofile.openapi.OASFactory.createParameter;
import static org.eclipse.microprofile.openapi.OASFactory.createRequestBody;

import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.media.MediaType;
import org.junit.jupiter.api.Test;

/** Wherever an example stands, it names the port of the sample registry. */
class DevSampleExamplesTest {

  private static final Object WRITTEN =
      Map.of(
          "images", List.of("localhost:5050/a", Map.of("imageName", "localhost:5050/b", "n", 1)));
  private static final Object MOVED =
      Map.of(
          "images", List.of("localhost:5051/a", Map.of("imageName", "localhost:5051/b", "n", 1)));

  private final DevSampleExamples filter = new DevSampleExamples(5051);

  @Test
  void parameter() {
    assertThat(filter.filterParameter(createParameter().example("localhost:5050/a")).getExample())
        .isEqualTo("localhost:5051/a");
    assertThat(filter.filterParameter(createParameter()).getExample()).isNull();
  }

  @Test
  void requestBody() {
    assertMoved(filter.filterRequestBody(createRequestBody().content(content())).getContent());
  }

  @Test
  void response() {
    assertMoved(
        filter.filterAPIResponse(OASFactory.createAPIResponse().content(content())).getContent());
  }

  @Test
  void whatIsSaidOnceForAll() {
    OpenAPI description =
        OASFactory.createOpenAPI()
            .components(
                OASFactory.createComponents().addExample("one", createExample().value(WRITTEN)));

    filter.filterOpenAPI(description);
    filter.filterOpenAPI(OASFactory.createOpenAPI());

    assertThat(description.getComponents().getExamples().get("one").getValue()).isEqualTo(MOVED);
  }

  @Test
  void schema() {
    assertThat(
            filter.filterSchema(OASFactory.createSchema().examples(List.of(WRITTEN))).getExamples())
        .containsExactly(MOVED);
  }

  private static Content content() {
    MediaType type =
        createMediaType().example(WRITTEN).addExample("one", createExample().value(WRITTEN));
    return createContent().addMediaType("application/json", type);
  }

  private static void assertMoved(Content content) {
    MediaType type = content.getMediaType("application/json");
    assertThat(type.getExample()).isEqualTo(MOVED);
    assertThat(type.getExamples().get("one").getValue()).isEqualTo(MOVED);
  }
}
