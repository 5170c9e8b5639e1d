package io.imagepeek.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.imagepeek.function.lambda.InspectHandler;
import jakarta.inject.Named;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the SAM template makes of the function, and what it lets it do. */
class LambdaTemplateTest {

  private final JsonNode template;
  private final JsonNode function;

  LambdaTemplateTest() throws IOException {
    template = DeployedYaml.document(DeployedYaml.LAMBDA);
    function = properties("Inspect");
  }

  @Test
  void runsWhatTheBuildMakes() {
    Path code = DeployedYaml.LAMBDA.resolveSibling(function.path("CodeUri").asText()).normalize();

    assertThat(code).isEqualTo(Path.of("target/function.zip"));
    assertThat(function.path("Handler").asText())
        .isEqualTo("io.quarkus.amazon.lambda.runtime.QuarkusStreamHandler::handleRequest");
    assertThat(function.at("/Environment/Variables/QUARKUS_LAMBDA_HANDLER").asText())
        .isEqualTo(InspectHandler.class.getAnnotation(Named.class).value());
    assertThat(template.at("/Parameters/Runtime/Default").asText()).isEqualTo("provided.al2023");
    assertThat(template.at("/Parameters/Architecture/AllowedValues"))
        .extracting(JsonNode::asText)
        .containsExactlyInAnyOrder("x86_64", "arm64");
  }

  @Test
  void mayDoThisAndNoMore() {
    List<String> allowed = new ArrayList<>();
    for (JsonNode policy : properties("InspectRole").path("Policies")) {
      collect(policy.path("PolicyDocument"), allowed);
    }
    collect(properties("InspectLogPolicy").path("PolicyDocument"), allowed);

    String repository =
        "arn:${AWS::Partition}:ecr:${AWS::Region}:${AWS::AccountId}:repository/${EcrRepository}";
    assertThat(allowed)
        .containsExactlyInAnyOrder(
            "ecr:GetAuthorizationToken on *",
            "ecr:BatchGetImage on " + repository,
            "ecr:GetDownloadUrlForLayer on " + repository,
            "sqs:ReceiveMessage on Pushes.Arn",
            "sqs:DeleteMessage on Pushes.Arn",
            "sqs:GetQueueAttributes on Pushes.Arn",
            "logs:CreateLogStream on InspectLog.Arn",
            "logs:PutLogEvents on InspectLog.Arn");
    assertThat(properties("InspectRole").has("ManagedPolicyArns")).isFalse();
    assertThat(function.has("Policies")).isFalse();
    assertThat(function.path("Role").asText()).isEqualTo("InspectRole.Arn");
  }

  @Test
  void onlyTheRuleMaySendToTheQueue() {
    JsonNode statements = properties("PushesPolicy").at("/PolicyDocument/Statement");

    assertThat(statements).hasSize(1);
    assertThat(statements.at("/0/Principal/Service").asText()).isEqualTo("events.amazonaws.com");
    assertThat(statements.at("/0/Condition/ArnEquals/aws:SourceArn").asText())
        .isEqualTo("ImagePushed.Arn");
  }

  @Test
  void aPushThatFailsComesBackAloneAndInTheEndIsKept() throws IOException {
    Duration inspection =
        Duration.parse("PT" + Settings.defaults().get("imagepeek.time.inspection"));
    int timeout = function.path("Timeout").asInt();
    JsonNode queue = properties("Pushes");

    assertThat(Duration.ofSeconds(timeout)).isGreaterThan(inspection);
    assertThat(queue.path("VisibilityTimeout").asInt()).isGreaterThanOrEqualTo(6 * timeout);
    assertThat(queue.at("/RedrivePolicy/deadLetterTargetArn").asText())
        .isEqualTo("FailedPushes.Arn");
    assertThat(queue.at("/RedrivePolicy/maxReceiveCount").asInt()).isGreaterThanOrEqualTo(5);
    assertThat(properties("InspectPushes").path("FunctionResponseTypes"))
        .extracting(JsonNode::asText)
        .containsExactly("ReportBatchItemFailures");
    assertThat(properties("InspectPushes").path("EventSourceArn").asText()).isEqualTo("Pushes.Arn");
  }

  @Test
  void onlyPushesThatSucceededAreTaken() {
    JsonNode rule = properties("ImagePushed");

    assertThat(rule.at("/EventPattern/source/0").asText()).isEqualTo("aws.ecr");
    assertThat(rule.at("/EventPattern/detail-type/0").asText()).isEqualTo("ECR Image Action");
    assertThat(rule.at("/EventPattern/detail/action-type")).hasSize(1);
    assertThat(rule.at("/EventPattern/detail/action-type/0").asText()).isEqualTo("PUSH");
    assertThat(rule.at("/EventPattern/detail/result/0").asText()).isEqualTo("SUCCESS");
    assertThat(rule.at("/Targets/0/Arn").asText()).isEqualTo("Pushes.Arn");
  }

  @Test
  void hasNoAddressUnlessAskedForAndNoneThatIsOpenToAll() {
    assertThat(template.at("/Parameters/FunctionUrl/Default").asText()).isEqualTo("none");
    assertThat(template.at("/Resources/InspectUrl/Condition").asText()).isEqualTo("HasUrl");
    assertThat(properties("InspectUrl").path("AuthType").asText()).isEqualTo("AWS_IAM");
    assertThat(function.has("FunctionUrlConfig")).isFalse();
  }

  @Test
  void itsLogIsNotKeptForEver() {
    assertThat(properties("InspectLog").path("RetentionInDays").asText())
        .isEqualTo("LogRetentionDays");
    assertThat(properties("InspectLog").path("LogGroupName").asText())
        .isEqualTo("/aws/lambda/${Inspect}");
  }

  private JsonNode properties(String resource) {
    JsonNode properties = template.path("Resources").path(resource).path("Properties");
    assertThat(properties.isObject()).as(resource).isTrue();
    return properties;
  }

  private static void collect(JsonNode document, List<String> allowed) {
    for (JsonNode statement : document.path("Statement")) {
      assertThat(statement.path("Effect").asText()).isEqualTo("Allow");
      JsonNode actions = statement.path("Action");
      for (JsonNode action : actions.isArray() ? actions : List.of(actions)) {
        allowed.add(action.asText() + " on " + statement.path("Resource").asText());
      }
    }
  }
}
