package io.imagepeek.function.webhook;

import static io.imagepeek.function.webhook.PushEvents.changed;
import static io.imagepeek.function.webhook.PushEvents.names;
import static io.imagepeek.function.webhook.PushEvents.reader;
import static io.imagepeek.function.webhook.PushEvents.sample;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The registry's host for the host in an event. */
class HostMapTest {

  private static final String AMD64 =
      "sha256:5861314d7fccb39c2192173240eab44fa35ca66426201ca2acd0630a6258dd51";
  private static final String INDEX =
      "sha256:1bc04b5291c26a46d918139138b992d2de976d6851d0893b0476b85bfbdfc6e6";
  private static final String HARBOR =
      "sha256:c1d64b2d4cb30f1be788cc4d246ddd9fc1fe85a3eb3a85a3de33829dfaf6ce7d";

  @ParameterizedTest
  @ValueSource(strings = {"", "null", "\"\""})
  void theHostOfTheUrlServesWhereTheRequestsIsMissing(String host) {
    ObjectNode body = (ObjectNode) changed("distribution-push", "events[3].request.host", host);
    ((ObjectNode) body.at("/events/3/target"))
        .put("url", "https://other.example.com/v2/team/shop/manifests/" + INDEX + "?a=b@c");

    assertThat(names(body)).contains("other.example.com/team/shop:1.4@" + INDEX);
  }

  @Test
  void hostsAreMapped() {
    PushEventReader reader =
        reader(
            Map.of(
                "registry.example.com:5000", "localhost:5000",
                "harbor.example.com", "[fd00::1]:8443",
                "docker.io", "mirror.example.com"));

    assertThat(names(reader.read(sample("distribution-push"))))
        .containsExactly(
            "localhost:5000/team/shop@" + AMD64, "localhost:5000/team/shop:1.4@" + INDEX);
    assertThat(names(reader.read(sample("harbor-push"))))
        .containsExactly("[fd00::1]:8443/team/shop:1.4@" + HARBOR);
    assertThat(names(reader.read(sample("docker-hub-push"))))
        .containsExactly("mirror.example.com/team/shop:1.4");
    assertThat(names(reader.read(sample("ecr-push"))))
        .singleElement()
        .asString()
        .startsWith("2109");
  }

  /**
   * Inside a cluster a registry often has a name of one word, which no image's name can begin with.
   */
  @ParameterizedTest
  @ValueSource(strings = {"registry", "REGISTRY", "registry:5000", "Registry.Example.com"})
  void hostsAreMappedInWhateverCase(String host) {
    JsonNode body = changed("distribution-push", "events[3].request.host", PushEvents.quoted(host));
    PushEventReader reader =
        reader(
            Map.of(
                "registry", "a.example.com",
                "Registry:5000", "a.example.com",
                "REGISTRY.example.com", "a.example.com"));

    assertThat(names(reader.read(body))).contains("a.example.com/team/shop:1.4@" + INDEX);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "registry", "https://a.example.com", "a.example.com/x", "a.b:0", "a.b@c"})
  void aHostToAskMustBeOne(String host) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> reader(Map.of("registry.example.com:5000", host)))
        .withMessageContaining("\"registry.example.com:5000\"");
  }
}
