package io.imagepeek.realregistry;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imagepeek.golden.EngineAnswers;
import io.imagepeek.golden.EngineAnswers.Recorded;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The engine's view of images in a real registry, beside what a real engine said of them. */
@RequiresRealRegistry
@QuarkusTest
@WithTestResource(GoldenRegistries.class)
class RealRegistryEngineViewTest {

  private @Nullable RealRegistries registries;

  static Stream<Recorded> recorded() {
    return EngineAnswers.load().stream();
  }

  @ParameterizedTest
  @MethodSource("recorded")
  void agreesWithTheEngine(Recorded recorded) throws Exception {
    RealRegistry registry =
        Objects.requireNonNull(registries, "not injected").get(RegistryMode.OPEN);
    String name = registry.address() + "/" + recorded.image();

    Response response =
        given()
            .contentType("application/json")
            .body(
                recorded.platform() == null
                    ? Map.of("imageName", name, "view", "engine")
                    : Map.of("imageName", name, "view", "engine", "platform", recorded.platform()))
            .post("/inspect");

    assertThat(response.statusCode()).as(response.asString()).isEqualTo(200);
    ObjectNode actual = (ObjectNode) Inspections.json(response);
    JsonNode expected = recorded.expected(registry.address());
    // What no registry knows
    ((ObjectNode) expected.path("GraphDriver")).put("Name", "");
    assertThat(actual.remove("Metadata").path("LastTagTime").isNull()).isTrue();
    assertThat(actual).isEqualTo(expected);
  }
}
