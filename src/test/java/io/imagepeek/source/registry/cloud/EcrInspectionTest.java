package io.imagepeek.source.registry.cloud;

import static io.imagepeek.source.registry.cloud.CloudFixtures.ECR;
import static io.imagepeek.source.registry.cloud.CloudFixtures.LOOKALIKE;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.imagepeek.testing.RecordedRequest;
import io.imagepeek.testing.TestImage;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.junit.jupiter.api.Test;

/** From a request to the function to the registry, by the role that the function runs under. */
@QuarkusTest
@TestProfile(CloudProfile.class)
class EcrInspectionTest {

  private static final String PASSWORD = "ecr-t0ken";

  /** Set by {@link CloudFixtures#inject}. */
  @SuppressWarnings("NullAway.Init")
  CloudFixtures fixtures;

  @Test
  void theTokenGoesToTheRegistryOfEcrAndToNobodyElse() {
    TestImage image = fixtures.registry.image("app", "1");
    fixtures.registry.requireBasic("AWS", PASSWORD);
    fixtures.lookalike.image("app", "1");
    fixtures.lookalike.requireBasic("AWS", PASSWORD);
    fixtures
        .api
        .on("POST", "/")
        .respond(EcrAnswers.token(PASSWORD, Instant.now().plus(Duration.ofHours(12))));
    CapturedLog log = new CapturedLog();
    Logger.getLogger("").addHandler(log);
    try {
      assertThat(inspect(LOOKALIKE + "/app:1")).contains("RegistryAuthenticationFailure");
      assertThat(fixtures.api.requests()).isEmpty();
      assertThat(fixtures.lookalike.recorded())
          .hasSize(1)
          .allSatisfy(request -> assertThat(request.authorization()).isNull());

      assertThat(inspect(ECR + "/app:1")).contains(image.digest());
      assertThat(inspect(ECR + "/app:1")).contains(image.digest());

      fixtures.api.assertRequests("POST /");
      String proof = "Basic " + EcrAnswers.base64("AWS:" + PASSWORD);
      assertThat(fixtures.registry.recorded())
          .extracting(RecordedRequest::authorization)
          .containsExactly(null, proof, proof, proof);
    } finally {
      Logger.getLogger("").removeHandler(log);
    }
    assertThat(log.lines)
        .isNotEmpty()
        .noneMatch(line -> line.contains(PASSWORD))
        .noneMatch(line -> line.contains(AwsEnvironment.SECRET_ACCESS_KEY))
        .noneMatch(line -> line.contains(AwsEnvironment.SESSION_TOKEN));
  }

  private static String inspect(String image) {
    return given().queryParam("imageName", image).get("/inspect").asString();
  }

  /** All that is logged at the levels as delivered. */
  private static final class CapturedLog extends Handler {

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final PatternFormatter format = new PatternFormatter("%s%e");

    @Override
    public void publish(LogRecord entry) {
      lines.add(format.format(entry));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
