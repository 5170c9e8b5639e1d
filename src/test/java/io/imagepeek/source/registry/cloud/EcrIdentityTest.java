package io.imagepeek.source.registry.cloud;

import static io.imagepeek.source.registry.cloud.EcrAnswers.base64;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.imagepeek.failure.InspectFailure;
import io.imagepeek.failure.InspectFailure.RegistryAuthenticationFailure;
import io.imagepeek.failure.InspectFailure.RegistryConnectionFailure;
import io.imagepeek.source.Credentials;
import io.imagepeek.testing.RecordedRequest;
import io.imagepeek.testing.Reply;
import io.imagepeek.testing.ScriptedRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;

/** The AWS SDK against an API of ECR on the loopback. */
class EcrIdentityTest {

  private static final String HOST = "123456789012.dkr.ecr.eu-west-1.amazonaws.com";
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final String PASSWORD = "ecr-t0ken";

  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2025-06-01T00:00:00Z"));
  private final ScriptedRegistry api = ScriptedRegistry.start();
  private final EcrIdentity identity = new EcrIdentity(now::get, now::get, LIMIT);
  private AwsEnvironment environment;

  @BeforeEach
  void takeARole() {
    environment = AwsEnvironment.role("http://" + api.authority());
  }

  @AfterEach
  void leaveIt() {
    environment.close();
    api.close();
  }

  @Test
  void asksInTheNameOfTheRole() {
    api.on("POST", "/").respond(EcrAnswers.token(PASSWORD, inHours(12)));

    assertThat(identity.find(HOST, "app")).contains(new Credentials.Password("AWS", PASSWORD));

    RecordedRequest request = api.lastRequest();
    assertThat(request.header("X-Amz-Target"))
        .isEqualTo("AmazonEC2ContainerRegistry_V20150921.GetAuthorizationToken");
    assertThat(request.authorization())
        .startsWith("AWS4-HMAC-SHA256 Credential=" + AwsEnvironment.ACCESS_KEY_ID + "/")
        .contains("/eu-west-1/ecr/aws4_request")
        .contains("x-amz-target")
        .doesNotContain(AwsEnvironment.SECRET_ACCESS_KEY);
    assertThat(request.header("X-Amz-Security-Token")).isEqualTo(AwsEnvironment.SESSION_TOKEN);
    assertThat(request.body()).isEqualTo("{}");
  }

  @Test
  void oneTokenForAllAccountsOfARegion() {
    api.on("POST", "/")
        .respond(EcrAnswers.token("one", inHours(12)))
        .then(EcrAnswers.token("two", inHours(12)));

    assertThat(identity.find(HOST, "app")).contains(password("one"));
    assertThat(identity.find("999999999999.dkr.ecr.eu-west-1.amazonaws.com:443", "other"))
        .contains(password("one"));
    assertThat(identity.find("123456789012.dkr.ecr.us-east-1.amazonaws.com", "app"))
        .contains(password("two"));
    assertThat(identity.find(HOST, "app")).contains(password("one"));

    assertThat(api.requests()).hasSize(2);
    assertThat(api.lastRequest().authorization()).contains("/us-east-1/ecr/aws4_request");
  }

  @Test
  void renewsTheTokenBeforeItExpires() {
    api.on("POST", "/")
        .respond(EcrAnswers.token("one", inHours(12)))
        .then(EcrAnswers.token("two", inHours(24)));

    assertThat(identity.find(HOST, "app")).contains(password("one"));
    now.set(inHours(11));
    assertThat(identity.find(HOST, "app")).contains(password("one"));
    now.set(inHours(1));
    assertThat(identity.find(HOST, "app")).contains(password("two"));
  }

  @Test
  void nobodyElseIsOfferedOne() {
    assertThat(identity.find("public.ecr.aws", "app")).isEmpty();
    assertThat(identity.find(HOST + ".attacker.example", "app")).isEmpty();
    assertThat(identity.find(HOST + ":5000", "app")).isEmpty();

    assertThat(api.requests()).isEmpty();
  }

  static Stream<Arguments> refusals() {
    return Stream.of(
        Arguments.of(
            EcrAnswers.error(
                400,
                "AccessDeniedException",
                "User: arn:aws:sts::123456789012:assumed-role/secret-role/x is not authorized"),
            "RegistryAuthenticationFailure",
            "Amazon ECR gave no token: AccessDeniedException"),
        Arguments.of(
            EcrAnswers.error(
                403,
                "com.amazon.coral.service#InvalidSignatureException",
                "The Canonical String should have been x-amz-security-token:s3ssionT0ken"),
            "RegistryAuthenticationFailure",
            "Amazon ECR gave no token: InvalidSignatureException"),
        Arguments.of(
            EcrAnswers.error(400, "UnrecognizedClientException", "invalid token"),
            "RegistryAuthenticationFailure",
            "Amazon ECR gave no token: UnrecognizedClientException"),
        Arguments.of(
            EcrAnswers.error(400, "no code s3ssionT0ken", "x"),
            "RegistryAuthenticationFailure",
            "Amazon ECR gave no token: status 400"),
        Arguments.of(
            Reply.html(403, "<p>a portal</p>"),
            "RegistryAuthenticationFailure",
            "Amazon ECR gave no token: status 403"),
        Arguments.of(
            EcrAnswers.error(400, "ThrottlingException", "Rate exceeded"),
            "InspectImageFailure",
            "Amazon ECR gave no token: ThrottlingException"),
        Arguments.of(
            EcrAnswers.error(500, "ServerException", "x"),
            "InspectImageFailure",
            "Amazon ECR gave no token: ServerException"),
        Arguments.of(
            Reply.html(503, "down"), "InspectImageFailure", "Amazon ECR gave no token: status 503"),
        Arguments.of(
            Reply.reset(),
            "RegistryConnectionFailure",
            "Amazon ECR gave no token: its API in eu-west-1 cannot be reached"));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void aRefusalIsToldByItsCodeAlone(Reply refusal, String name, String error) {
    api.on("POST", "/").always(refusal);

    Throwable failure = catchThrowable(() -> identity.find(HOST, "app"));

    assertThat(failure).isInstanceOf(InspectFailure.class);
    assertThat(((InspectFailure) failure).documentedName()).isEqualTo(name);
    assertThat(((InspectFailure) failure).error()).isEqualTo(error);
    assertThat(((InspectFailure) failure).isTransient())
        .as("only what refuses the role lasts")
        .isEqualTo(!name.equals("RegistryAuthenticationFailure"));
  }

  static Stream<String> tokensOfNoUse() {
    return Stream.of(
        "",
        "{}",
        "{\"authorizationToken\":\"\"}",
        "{\"authorizationToken\":\"%%%\"}",
        "{\"authorizationToken\":\"" + base64("s3ssionT0ken") + "\"}",
        "{\"authorizationToken\":\"" + base64(":s3ssionT0ken") + "\"}",
        "{\"authorizationToken\":\"" + base64("AWS:") + "\"}");
  }

  @ParameterizedTest
  @MethodSource("tokensOfNoUse")
  void anAnswerWithoutAToken(String data) {
    api.on("POST", "/").respond(EcrAnswers.data(data));

    assertThatThrownBy(() -> identity.find(HOST, "app"))
        .hasMessageEndingWith("its response has none of the form user:password");
  }

  @Test
  void aTokenOfUnknownLifeServesOnce() {
    api.on("POST", "/")
        .respond(EcrAnswers.data("{\"authorizationToken\":\"" + base64("AWS:one") + "\"}"))
        .then(EcrAnswers.token("two", inHours(12)));

    assertThat(identity.find(HOST, "app")).contains(password("one"));
    assertThat(identity.find(HOST, "app")).contains(password("two"));
  }

  @Test
  void aSilentApiIsNotWaitedForLongerThanTheLimit() {
    api.on("POST", "/").always(Reply.never());

    assertThatThrownBy(() -> new EcrIdentity(now::get, now::get, SHORT).find(HOST, "app"))
        .isInstanceOf(RegistryConnectionFailure.class)
        .hasMessageContaining("Amazon ECR gave no token");
  }

  /** The chain's own message tells where it looked, which is not the caller's business. */
  @Test
  void noRole() {
    AwsCredentialsProvider nobody =
        () -> {
          throw SdkClientException.create("Unable to load credentials from /home/secret");
        };
    EcrIdentity without = new EcrIdentity(now::get, now::get, new EcrTokenIssuer(nobody, LIMIT));

    assertThatThrownBy(() -> without.find(HOST, "app"))
        .isInstanceOf(RegistryAuthenticationFailure.class)
        .hasMessageContaining("no AWS credentials were found")
        .hasMessageNotContaining("secret");
    assertThat(api.requests()).isEmpty();
  }

  /** The SDK refuses an own endpoint for a FIPS name, before it asks anybody. */
  @Test
  void settingsThatContradictEachOther() {
    assertThatThrownBy(
            () -> identity.find("123456789012.dkr.ecr-fips.us-east-1.amazonaws.com", "app"))
        .isInstanceOf(RegistryAuthenticationFailure.class)
        .hasMessageContaining("the AWS SDK cannot ask for one in us-east-1");
    assertThat(api.requests()).isEmpty();
  }

  private Instant inHours(int hours) {
    return now.get().plus(Duration.ofHours(hours));
  }

  private static Credentials.Password password(String password) {
    return new Credentials.Password("AWS", password);
  }
}
