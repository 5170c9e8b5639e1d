package io.imagepeek.source.registry.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.imagepeek.failure.InspectFailure;
import io.imagepeek.testing.Reply;
import io.imagepeek.testing.ScriptedRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A cloud that is overloaded just now: what delivered an event should deliver it again. */
class PassingRefusalsTest {

  private static final String ECR = "123456789012.dkr.ecr.eu-west-1.amazonaws.com";
  private static final Duration LIMIT = Duration.ofSeconds(20);

  static Stream<Arguments> answersOfEcr() {
    return Stream.of(
        Arguments.of(EcrAnswers.error(400, "ThrottlingException", "Rate exceeded"), true),
        Arguments.of(EcrAnswers.error(500, "ServerException", "x"), true),
        Arguments.of(EcrAnswers.error(400, "AccessDeniedException", "x"), false),
        Arguments.of(EcrAnswers.data("{}"), false));
  }

  @ParameterizedTest
  @MethodSource("answersOfEcr")
  void amazonEcr(Reply answer, boolean passes) {
    try (ScriptedRegistry api = ScriptedRegistry.start()) {
      api.on("POST", "/").always(answer);
      AwsEnvironment role = AwsEnvironment.role("http://" + api.authority());
      try {
        EcrIdentity identity = new EcrIdentity(Instant::now, Instant::now, LIMIT);

        assertThat(failure(() -> identity.find(ECR, "app")).isTransient()).isEqualTo(passes);
      } finally {
        role.close();
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"429, true", "500, true", "503, true", "400, false", "403, false"})
  void googleMetadataServer(int status, boolean passes) {
    try (ScriptedRegistry server = ScriptedRegistry.start()) {
      server
          .on("GET", "/computeMetadata/v1/instance/service-accounts/default/token")
          .respond(Reply.of(status, Map.of("Metadata-Flavor", "Google"), "later"));
      GoogleIdentity identity =
          new GoogleIdentity(Instant::now, Instant::now, LIMIT, name -> server.authority());

      assertThat(failure(() -> identity.find("gcr.io", "app")).isTransient()).isEqualTo(passes);
    }
  }

  private static InspectFailure failure(Runnable find) {
    return catchThrowableOfType(InspectFailure.class, find::run);
  }
}
